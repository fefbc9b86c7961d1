using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RequestSizeLimiting;

/// <summary>Refuses requests with too large a body (gateway.md 12.7).</summary>
internal sealed class RequestSizeLimitingPlugin : Plugin
{
    public override string Name => "request-size-limiting";

    public override int Priority => 951;

    public override PluginPhases Phases => PluginPhases.Access;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Integer("allowed_payload_size", "The largest body, in size_unit.", 0, int.MaxValue, 128),
        Field.Choice("size_unit", "megabytes (1048576 bytes), kilobytes (1024 bytes) or bytes.", "megabytes", "megabytes", "kilobytes", "bytes"),
        Field.Flag("require_content_length", "Refuse requests that do not announce the length of their body.", false));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var unit = config.Text("size_unit") switch
        {
            "kilobytes" => 1024L,
            "bytes" => 1L,
            _ => 1024L * 1024,
        };
        return new RequestSizeLimitingHandler(config.Integer("allowed_payload_size") * unit, config.Flag("require_content_length"));
    }
}
