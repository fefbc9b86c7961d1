using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Cors;

/// <summary>Answers cross-origin preflights and marks responses for browsers (gateway.md 12.5).</summary>
internal sealed class CorsPlugin : Plugin
{
    private static readonly string[] AllMethods = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

    public override string Name => "cors";

    public override int Priority => 2000;

    public override PluginPhases Phases => PluginPhases.Access | PluginPhases.HeaderFilter;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Texts("origins", "Origins that may read responses: *, an origin, or a regular expression. Null for all.", check: CheckOrigin),
        Field.Texts("methods", "Methods a preflight allows.", [.. AllMethods], CheckMethod),
        Field.Texts("headers", "Headers a preflight allows; null for those it asks for."),
        Field.Texts("exposed_headers", "Response headers that scripts may read."),
        Field.Number("max_age", "Seconds that a preflight's answer may be kept.", -int.MaxValue, int.MaxValue),
        Field.Flag("credentials", "Let requests carry credentials.", false),
        Field.Flag("private_network", "Let public pages reach this private network when they ask.", false),
        Field.Flag("preflight_continue", "Pass preflights on to the upstream.", false),
        Field.Flag("allow_origin_absent", "Mark responses to requests without Origin, too.", true));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var headers = config.Texts("headers");
        var exposed = config.Texts("exposed_headers");
        var methods = config.Texts("methods");
        return new CorsHandler(new CorsOptions
        {
            Origins = OriginPolicy.From(config.Texts("origins")),
            Methods = string.Join(',', methods.Length > 0 ? methods : AllMethods),
            Headers = headers.Length > 0 ? string.Join(',', headers) : null,
            ExposedHeaders = exposed.Length > 0 ? string.Join(',', exposed) : null,
            MaxAge = config.NumberOrNull("max_age")?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Credentials = config.Flag("credentials"),
            PrivateNetwork = config.Flag("private_network"),
            PreflightContinue = config.Flag("preflight_continue"),
            AllowOriginAbsent = config.Flag("allow_origin_absent"),
        });
    }

    private static string? CheckOrigin(JsonNode value) => OriginPattern.Check(value.GetValue<string>());

    private static string? CheckMethod(JsonNode value) =>
        AllMethods.Contains(value.GetValue<string>()) ? null : $"expected one of: {string.Join(", ", AllMethods)}";
}
