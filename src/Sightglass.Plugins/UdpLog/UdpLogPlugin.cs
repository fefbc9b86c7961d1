using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.UdpLog;

/// <summary>Sends log records as UDP datagrams, one each.</summary>
/// <param name="host">What scripts share.</param>
internal sealed class UdpLogPlugin(LuaHost host) : Plugin
{
    public override string Name => "udp-log";

    public override int Priority => 8;

    public override PluginPhases Phases => PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("host", "Host name or address that records are sent to.").Needed(),
        Field.Integer("port", "Its port.", 0, 65_535).Needed(),
        Field.Number("timeout", "Milliseconds for finding the address and sending.", 1, int.MaxValue, 10_000),
        CustomFields.Field(host));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var sender = new DatagramSender(
            config.Text("host")!, config.Integer("port"), TimeSpan.FromMilliseconds(config.Number("timeout")), services.NameResolver, services.Time);
        return new QueuedLogHandler(
            CustomFields.From(instance, services, host),
            new PlainFrame(isLine: false),
            new BatchQueue($"udp-log {instance.Id}", QueueOptions.WithoutRetries, sender.SendAsync, services.Time, services.LoggerFactory.CreateLogger("udp-log")),
            sender);
    }
}
