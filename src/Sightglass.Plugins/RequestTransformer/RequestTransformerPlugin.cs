using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Settings;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Templates;
using Sightglass.Plugins.Transforming;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestTransformer;

/// <summary>Changes the request on its way to the upstream (gateway.md 12.8).</summary>
/// <param name="host">What scripts share; one of its own when null.</param>
internal sealed class RequestTransformerPlugin(LuaHost? host = null) : Plugin
{
    private readonly LuaHost _host = host ?? new LuaHost();

    public override string Name => "request-transformer";

    public override int Priority => 801;

    public override PluginPhases Phases => PluginPhases.Access;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("http_method", "Replaces the method.").Checked(CheckMethod),
        Field.Record("remove", "Takes out what is named.", Section("Name to remove.", EntryChecks.HeaderName, null)),
        Field.Record("rename", "Gives another name to what is there: old:new.", Section("old:new", EntryChecks.HeaderRename, EntryChecks.Template)),
        Field.Record("replace", "Gives a new value to what is there: name:value.", Section("name:value", EntryChecks.HeaderTemplate, EntryChecks.Template)
            with
        {
            Fields =
            [
                .. Section("name:value", EntryChecks.HeaderTemplate, EntryChecks.Template).Fields,
                Field.Text("uri", "The whole path sent to the upstream.").Checked(EntryChecks.TemplateValue),
            ],
        }),
        Field.Record("add", "Adds what is not there: name:value.", Section("name:value", EntryChecks.HeaderTemplate, EntryChecks.Template)),
        Field.Record("append", "Adds a further value: name:value.", Section("name:value", EntryChecks.HeaderTemplate, EntryChecks.Template)))
        with
    {
        EntityChecks = [config => CheckScripts(config, host)],
    };

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var expressions = new TemplateExpressions();
        var options = RequestTransformerOptions.From(instance.Config, expressions);
        return new RequestTransformerHandler(options, expressions.Build(instance, services, _host));
    }

    private static RecordSchema Section(string entry, Func<JsonNode, string?> header, Func<JsonNode, string?>? other) => Field.Schema(
        Field.Texts("headers", $"Headers, {entry}", [], header),
        Field.Texts("querystring", $"Query parameters, {entry}", [], other),
        Field.Texts("body", $"Body fields, {entry}", [], other));

    /// <summary>Look-ups in templates are no scripts; other expressions are.</summary>
    private static IEnumerable<(string Path, string Message)> CheckScripts(JsonObject config, LuaHost? host)
    {
        if (host?.Policy.Mode == UntrustedLua.Off)
        {
            var expressions = new TemplateExpressions();
            _ = RequestTransformerOptions.From(config, expressions);
            if (expressions.Count > 0)
            {
                yield return ("config", LuaPolicy.Disabled);
            }
        }
    }

    private static string? CheckMethod(JsonNode value) =>
        value.GetValue<string>() is { } method && method.All(char.IsAsciiLetterUpper) ? null : $"invalid value: {value.GetValue<string>()}";
}
