using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Queues;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Syslog;

/// <summary>Hands log records to the syslog of the machine.</summary>
/// <param name="host">What scripts share.</param>
/// <param name="path">The socket of the syslog.</param>
internal sealed class SyslogPlugin(LuaHost host, string path = "/dev/log") : Plugin
{
    private static readonly string[] Facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        "", "", "", "", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    public override string Name => "syslog";

    public override int Priority => 4;

    public override PluginPhases Phases => PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
    [
        .. Severities.Fields,
        CustomFields.Field(host),
        Field.Choice(
            "facility", "What the system sorts messages by.", "user",
            "auth", "authpriv", "cron", "daemon", "ftp", "kern", "lpr", "mail", "news", "syslog", "user", "uucp",
            "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"),
    ]);

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        var sender = new SyslogSender(path);
        return new QueuedLogHandler(
            CustomFields.From(instance, services, host),
            new SyslogFrame(Severities.Read(config), Array.IndexOf(Facilities, config.Text("facility")) << 3),
            new BatchQueue($"syslog {instance.Id}", QueueOptions.WithoutRetries, sender.SendAsync, services.Time, services.LoggerFactory.CreateLogger("syslog")),
            sender);
    }
}
