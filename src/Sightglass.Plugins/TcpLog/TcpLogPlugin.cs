using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.TcpLog;

/// <summary>Sends log records over a TCP connection, a line each.</summary>
/// <param name="host">What scripts share.</param>
internal sealed class TcpLogPlugin(LuaHost host) : Plugin
{
    public override string Name => "tcp-log";

    public override int Priority => 7;

    public override PluginPhases Phases => PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Text("host", "Host name or address that records are sent to.").Needed(),
        Field.Integer("port", "Its port.", 0, 65_535).Needed(),
        Field.Number("timeout", "Milliseconds for connecting, for the handshake and for sending.", 1, int.MaxValue, 10_000),
        Field.Number("keepalive", "Milliseconds that an idle connection is kept.", 0, int.MaxValue, 60_000),
        Field.Flag("tls", "Encrypt the connection. The server's certificate is not verified.", false),
        Field.Text("tls_sni", "Server name of the handshake."),
        CustomFields.Field(host));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var sender = new TcpRecordSender(
            config.Text("host")!,
            config.Integer("port"),
            config.Flag("tls") ? TlsClientOptions.Unverified with { ServerName = config.Text("tls_sni") } : null,
            TimeSpan.FromMilliseconds(config.Number("timeout")),
            TimeSpan.FromMilliseconds(config.Number("keepalive")),
            services);
        return new QueuedLogHandler(
            CustomFields.From(instance, services, host),
            new PlainFrame(isLine: true),
            new BatchQueue($"tcp-log {instance.Id}", QueueOptions.WithoutRetries, sender.SendAsync, services.Time, services.LoggerFactory.CreateLogger("tcp-log")),
            sender);
    }
}
