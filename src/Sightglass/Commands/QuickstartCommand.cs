using System.CommandLine;
using Sightglass.Quickstart;

namespace Sightglass.Commands;

/// <summary><c>sightglass quickstart</c>: everything on this machine, for a first look.</summary>
internal static class QuickstartCommand
{
    public static Command Create()
    {
        var dataDirectory = new Option<DirectoryInfo>("--data-dir")
        {
            Description = "Where configuration, sessions, certificates and the login are kept between runs.",
            DefaultValueFactory = _ => new DirectoryInfo(".sightglass"),
        };
        var noTraffic = new Option<bool>("--no-traffic") { Description = "Start without the traffic generator." };
        var config = new Option<FileInfo?>("--config")
        {
            Description = "Declarative file to begin with instead of the demo's; read only while the data directory is new.",
        };
        var cpus = new Option<string?>("--gateway-cpus")
        {
            Description = "Processors the gateway may run on, as taskset has them (for measuring).",
        };
        var ui = Port("--ui-port", 8002, "web UI and API");
        var cluster = Port("--cluster-port", 8005, "cluster channel");
        var telemetry = Port("--telemetry-port", 8006, "telemetry");
        var proxy = Port("--proxy-port", 8000, "the gateway's proxy");
        var status = Port("--status-port", 8100, "the gateway's status");
        var demo = Port("--demo-port", 8090, "the demo API");

        var command = new Command("quickstart", "Start everything on this machine: control plane, gateway, a demo API and a little traffic.")
        {
            dataDirectory, noTraffic, config, ui, cluster, telemetry, proxy, status, demo, cpus,
        };
        command.SetAction((result, cancellationToken) => QuickstartRunner.RunAsync(
            new QuickstartOptions
            {
                DataDirectory = result.GetValue(dataDirectory)!.FullName,
                Traffic = !result.GetValue(noTraffic),
                Configuration = result.GetValue(config)?.FullName,
                GatewayCpus = result.GetValue(cpus),
                UiPort = result.GetValue(ui),
                ClusterPort = result.GetValue(cluster),
                TelemetryPort = result.GetValue(telemetry),
                ProxyPort = result.GetValue(proxy),
                StatusPort = result.GetValue(status),
                DemoPort = result.GetValue(demo),
            },
            cancellationToken));
        return command;
    }

    private static Option<int> Port(string name, int value, string purpose)
    {
        var option = new Option<int>(name)
        {
            Description = $"Port of {purpose}, on loopback; 0 for any free one.",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError($"{name} must be between 0 and 65535.");
            }
        });
        return option;
    }
}
