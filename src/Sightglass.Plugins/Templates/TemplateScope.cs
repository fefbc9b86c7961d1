using System.Globalization;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Lua;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Templates;

/// <summary>What a template can see of one request, with the changes that plugins before it made.</summary>
internal sealed class TemplateScope(PluginContext context, LuaPool? expressions)
{
    private ArgumentTable? _query;

    /// <summary>A value's text; several values joined with a comma; null when there is none.</summary>
    public string? Find(string table, string name) => table switch
    {
        "headers" => Join(Header(name)),
        "query_params" => Join(Query(name)),
        "uri_captures" => context.Request.UriCaptures.TryGetValue(name, out var capture) ? capture : null,
        "shared" => context.Items.TryGetValue(name, out var shared) ? TextOf(shared) : null,
        _ => null,
    };

    /// <summary>A header's lines. A name written as an identifier cannot hold a dash, so an underscore stands for one.</summary>
    public StringValues Header(string name) => context.CurrentHeader(name);

    /// <summary>The values of a parameter; one without value is true.</summary>
    public StringValues Query(string name)
    {
        _query ??= ArgumentTable.Parse(context.ServiceRequest.QueryString);
        return _query.Find(name) is { } values ? new StringValues([.. values.Select(value => value ?? "true")]) : StringValues.Empty;
    }

    /// <summary>The text of a Lua expression's value; null for nil.</summary>
    /// <exception cref="LuaException">It failed or exceeded its bounds.</exception>
    public string? Evaluate(int expression) => TextOf(expressions!.Evaluate(new LuaRun
    {
        Program = expressions.Program,
        Group = expression,
        Phase = PluginPhases.Access,
        Context = context,
        Cancellation = context.Aborted,
    }));

    private static string? Join(StringValues values) => values.Count switch
    {
        0 => null,
        1 => values[0],
        _ => string.Join(", ", values.ToArray()),
    };

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        byte[] bytes => System.Text.Encoding.Latin1.GetString(bytes),
        List<object?> list => string.Join(", ", list.Select(TextOf)),
        _ => value.ToString(),
    };
}
