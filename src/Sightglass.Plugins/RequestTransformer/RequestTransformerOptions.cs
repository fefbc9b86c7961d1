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
    public static RequestTransformerOptions From(JsonObject config) => new(
        config.Text("http_method")?.ToUpperInvariant(),
        config.Record("replace").Text("uri") is { } uri ? ValueTemplate.Compile(uri) : null,
        Steps(config, "headers"),
        Steps(config, "querystring"),
        Steps(config, "body"));

    private static TransformSteps Steps(JsonObject config, string kind) => new(
        config.Record("remove").Texts(kind),
        NamedValue.ParseAll(config.Record("rename").Texts(kind)),
        Templates(config.Record("replace").Texts(kind)),
        Templates(config.Record("add").Texts(kind)),
        Templates(config.Record("append").Texts(kind)));

    private static NamedTemplate[] Templates(string[] entries) => Array.ConvertAll(entries, entry =>
    {
        var parsed = NamedValue.Parse(entry);
        return new NamedTemplate(parsed.Name, ValueTemplate.Compile(parsed.Value));
    });
}
