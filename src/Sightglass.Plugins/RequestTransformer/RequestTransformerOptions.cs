using System.Text.Json.Nodes;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Templates;
using Sightglass.Plugins.Transforming;

namespace Sightglass.Plugins.RequestTransformer;

internal sealed record RequestTransformerOptions(
    string? Method,
    ValueTemplate? Uri,
    TransformSteps Headers,
    TransformSteps Query,
    TransformSteps Body)
{
    public static RequestTransformerOptions From(JsonObject config, TemplateExpressions expressions) => new(
        config.Text("http_method")?.ToUpperInvariant(),
        config.Record("replace").Text("uri") is { } uri ? ValueTemplate.Compile(uri, expressions) : null,
        Steps(config, "headers", expressions),
        Steps(config, "querystring", expressions),
        Steps(config, "body", expressions));

    private static TransformSteps Steps(JsonObject config, string kind, TemplateExpressions expressions) => new(
        Array.ConvertAll(config.Record("remove").Texts(kind), entry => NamedValue.Parse(entry).Name),
        Templates(config.Record("rename").Texts(kind), expressions),
        Templates(config.Record("replace").Texts(kind), expressions),
        Templates(config.Record("add").Texts(kind), expressions),
        Templates(config.Record("append").Texts(kind), expressions));

    /// <summary>Entries without a value do nothing.</summary>
    private static NamedTemplate[] Templates(string[] entries, TemplateExpressions expressions) =>
    [
        .. NamedValue.ParseAll(entries)
            .Where(entry => entry.Value.Length > 0)
            .Select(entry => new NamedTemplate(entry.Name, ValueTemplate.Compile(entry.Value, expressions))),
    ];
}
