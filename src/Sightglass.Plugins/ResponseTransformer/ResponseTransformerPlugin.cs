using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Transforming;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.ResponseTransformer;

/// <summary>Changes the response on its way to the client (gateway.md 12.8).</summary>
internal sealed class ResponseTransformerPlugin : Plugin
{
    public override string Name => "response-transformer";

    public override int Priority => 800;

    public override PluginPhases Phases => PluginPhases.HeaderFilter | PluginPhases.BodyFilter;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Record("remove", "Takes out what is named.", Section("Name to remove.", null, null)),
        Field.Record("rename", "Gives another name to what is there: old:new.", Section("old:new", EntryChecks.HeaderRename, EntryChecks.Colon)),
        Field.Record("replace", "Gives a new value to what is there: name:value.", TypedSection()),
        Field.Record("add", "Adds what is not there: name:value.", TypedSection()),
        Field.Record("append", "Adds a further value: name:value.", TypedSection()));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) =>
        new ResponseTransformerHandler(ResponseTransformerOptions.From(instance.Config));

    private static RecordSchema Section(string entry, Func<JsonNode, string?>? header, Func<JsonNode, string?>? json) => Field.Schema(
        Field.Texts("headers", $"Headers, {entry}", [], header),
        Field.Texts("json", $"Members of a JSON body, {entry}", [], json));

    private static RecordSchema TypedSection()
    {
        var section = Section("name:value", EntryChecks.HeaderPair, EntryChecks.Colon);
        return section with
        {
            Fields = [.. section.Fields, Field.Texts("json_types", "The type of each json entry, in the same order: boolean, number or string.", [], CheckType)],
        };
    }

    private static string? CheckType(JsonNode value) =>
        value.GetValue<string>() is "boolean" or "number" or "string" ? null : "expected one of: boolean, number, string";
}
