using System.Collections.Immutable;
using System.CommandLine;
using Sightglass.ControlPlane.Hosting;
using Sightglass.Roles;

namespace Sightglass.Commands;

/// <summary><c>sightglass control-plane</c>: API, web interface, sessions and storage; and <c>control-plane enroll</c> for its nodes.</summary>
internal static class ControlPlaneCommand
{
    public static Command Create()
    {
        var dataDirectory = DataDirectory();
        var listen = Text("--listen-address", "127.0.0.1", "Address of the API, the UI and the ports of nodes.");
        var api = Number("--api-port", 8002, "Port of API and UI; 0 for any free one.");
        var cluster = Number("--cluster-port", 8005, "Port that nodes connect to; 0 for any free one.");
        var telemetry = Number("--telemetry-port", 8006, "Port that nodes send traces to; 0 for any free one.");
        var advertise = new Option<string[]>("--advertise") { Description = "Name or address by which nodes reach this machine; may be repeated." };
        var certificate = new Option<FileInfo?>("--api-ssl-cert") { Description = "PEM certificate of the API and UI; plain HTTP without." };
        var key = new Option<FileInfo?>("--api-ssl-cert-key") { Description = "PEM key of the certificate." };
        var plane = Text("--name", "default", "Control plane to make at the first start.");
        var node = new Option<string[]>("--enroll") { Description = "Node to give a certificate at start: its files are in <data-dir>/nodes/<name>. May be repeated." };
        var libraries = PluginLibraryOption.Create();
        var command = new Command("control-plane", "Run a control plane: API, web UI, debug sessions, storage.")
        {
            dataDirectory, listen, api, cluster, telemetry, advertise, certificate, key, plane, node, libraries,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            new ControlPlaneOptions
            {
                DataDirectory = result.GetValue(dataDirectory)!.FullName,
                ApiAddress = result.GetValue(listen)!,
                ClusterAddress = result.GetValue(listen)!,
                TelemetryAddress = result.GetValue(listen)!,
                ApiPort = result.GetValue(api),
                ClusterPort = result.GetValue(cluster),
                TelemetryPort = result.GetValue(telemetry),
                ApiCertificateFile = result.GetValue(certificate)?.FullName,
                ApiKeyFile = result.GetValue(key)?.FullName,
                AdvertisedHosts = [.. result.GetValue(advertise) ?? []],
            },
            PluginLibraryOption.Read(result, libraries),
            result.GetValue(plane)!,
            result.GetValue(node) ?? [],
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ControlPlaneOptions options, ImmutableArray<string> libraries, string planeName, string[] nodes, CancellationToken cancellationToken)
    {
        var errors = options.Validate();
        if (!errors.IsEmpty)
        {
            foreach (var error in errors)
            {
                await Console.Error.WriteLineAsync($"sightglass: {error}");
            }

            return ExitCodes.Failure;
        }

        try
        {
            await using var host = await ControlPlaneRole.StartAsync(options, libraries, cancellationToken);
            var plane = await host.Setup.EnsureControlPlaneAsync(planeName, cancellationToken);
            Console.Out.WriteLine($"control plane {plane.Id} ({planeName})");
            Console.Out.WriteLine($"API and UI on {host.Addresses.Api}, cluster on {host.Addresses.Cluster}, telemetry on {host.Addresses.Telemetry}");
            if (host.TakeFirstLogin() is { } login)
            {
                Console.Out.WriteLine($"First login, shown once: user {login.UserName}, password {login.Password}, token {login.Token}");
            }

            foreach (var name in nodes)
            {
                await EnrollAsync(host, plane.Id, options.DataDirectory, name, cancellationToken);
            }

            Console.Out.WriteLine("control plane started");
            await host.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Success;
        }
        catch (ControlPlaneStartException e)
        {
            await Console.Error.WriteLineAsync($"sightglass: the control plane cannot start: {e.Message}");
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
    }

    private static async Task EnrollAsync(ControlPlaneHost host, Guid plane, string dataDirectory, string name, CancellationToken cancellationToken)
    {
        if (name.Length is 0 or > 64 || name.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.')) || name[0] == '.')
        {
            throw new ControlPlaneStartException($"--enroll {name}: a node's name has letters, digits, '-', '_' and '.', at most 64, and does not begin with '.'");
        }

        var node = await host.Setup.EnrollNodeAsync(plane, name, Path.Combine(dataDirectory, "nodes", name), cancellationToken);
        Console.Out.WriteLine($"""
            Node {name}: start its gateway with
              SIGHTGLASS_ROLE=data_plane SIGHTGLASS_CLUSTER_CONTROL_PLANE={host.Addresses.Cluster} SIGHTGLASS_CLUSTER_SERVER_NAME={node.ServerName} \
              SIGHTGLASS_CLUSTER_TELEMETRY_ENDPOINT={host.Addresses.Telemetry} SIGHTGLASS_CLUSTER_TELEMETRY_SERVER_NAME={node.TelemetryServerName} \
              SIGHTGLASS_CLUSTER_CERT={node.CertificateFile} SIGHTGLASS_CLUSTER_CERT_KEY={node.KeyFile} SIGHTGLASS_CLUSTER_CA_CERT={node.AuthorityFile} \
              ./sightglass gateway
            """);
    }

    private static Option<DirectoryInfo> DataDirectory() => new("--data-dir")
    {
        Description = "Where database, keys and certificates are kept.",
        DefaultValueFactory = _ => new DirectoryInfo(".sightglass"),
    };

    private static Option<string> Text(string name, string value, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
    };

    private static Option<int> Number(string name, int value, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
    };
}
