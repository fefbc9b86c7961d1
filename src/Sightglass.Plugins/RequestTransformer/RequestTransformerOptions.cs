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
        config.Record("remove").Texts(kind),
        NamedValue.ParseAll(config.Record("rename").Texts(kind)),
        Templates(config.Record("replace").Texts(kind), expressions),
        Templates(config.Record("add").Texts(kind), expressions),
        Templates(config.Record("append").Texts(kind), expressions));

    private static NamedTemplate[] Templates(string[] entries, TemplateExpressions expressions) => Array.ConvertAll(entries, entry =>
    {
        var parsed = NamedValue.Parse(entry);
        return new NamedTemplate(parsed.Name, ValueTemplate.Compile(parsed.Value, expressions));
    });
}
