using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Loggly;

/// <summary>Sends log records to Loggly, as syslog messages in UDP datagrams.</summary>
/// <param name="host">What scripts share.</param>
internal sealed class LogglyPlugin(LuaHost host) : Plugin
{
    public override string Name => "loggly";

    public override int Priority => 6;

    public override PluginPhases Phases => PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
    [
        Field.Text("host", "Host name or address of Loggly.", "logs-01.loggly.com"),
        Field.Integer("port", "Its port.", 0, 65_535, 514),
        Field.Text("key", "The customer token.").Needed().Hidden(),
        Field.Texts("tags", "Tags of the messages.", ["kong"], type: FieldType.Set),
        .. Severities.Fields,
        Field.Number("timeout", "Milliseconds for finding the address and sending.", 1, int.MaxValue, 10_000),
        CustomFields.Field(host),
    ]);

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var sender = new DatagramSender(
            config.Text("host")!, config.Integer("port"), TimeSpan.FromMilliseconds(config.Number("timeout")), services.NameResolver, services.Time);
        return new QueuedLogHandler(
            CustomFields.From(instance, services, host),
            new LogglyFrame(Severities.Read(config), services.Hostname, config.Text("key")!, config.Texts("tags")),
            new BatchQueue($"loggly {instance.Id}", QueueOptions.WithoutRetries, sender.SendAsync, services.Time, services.LoggerFactory.CreateLogger("loggly")),
            sender);
    }
}
