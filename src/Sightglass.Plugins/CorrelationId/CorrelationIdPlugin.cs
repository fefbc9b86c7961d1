using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.CorrelationId;

/// <summary>Gives requests an id that client, upstream and logs share (gateway.md 12.7).</summary>
internal sealed class CorrelationIdPlugin : Plugin
{
    public override string Name => "correlation-id";

    public override int Priority => 100_001;

    public override PluginPhases Phases => PluginPhases.Access | PluginPhases.HeaderFilter;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("header_name", "The header that carries the id.", "Kong-Request-ID").Checked(HeaderNames.Check),
        Field.Choice("generator", "How ids are made.", "uuid#counter", "uuid", "uuid#counter", "tracker"),
        Field.Flag("echo_downstream", "Give the id to the client, too.", false));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        IIdGenerator generator = config.Text("generator") switch
        {
            "uuid" => new UuidGenerator(),
            "tracker" => new TrackerGenerator(),
            _ => new CounterGenerator(),
        };
        return new CorrelationIdHandler(config.Text("header_name") ?? "Kong-Request-ID", generator, config.Flag("echo_downstream"));
    }
}
