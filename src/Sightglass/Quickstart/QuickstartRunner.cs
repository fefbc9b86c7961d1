using System.Globalization;
using Sightglass.Commands;
using Sightglass.ControlPlane.Hosting;
using Sightglass.Roles;

namespace Sightglass.Quickstart;

/// <summary>Starts everything in order, says what it does, and takes it down in reverse when told to stop.</summary>
internal static class QuickstartRunner
{
    private const string PlaneName = "default";
    private const string NodeName = "node-1";

    public static async Task<int> RunAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        var taken = PortCheck.FindTaken(options.Ports);
        if (taken.Count > 0)
        {
            foreach (var problem in taken)
            {
                await Console.Error.WriteLineAsync($"sightglass: {problem}");
            }

            return ExitCodes.Failure;
        }

        try
        {
            QuickstartFile.Remove(options.DataDirectory);
            await StartAsync(options, cancellationToken);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is ControlPlaneStartException or QuickstartException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"sightglass: {e.Message}");
            return ExitCodes.Failure;
        }
        finally
        {
            QuickstartFile.Remove(options.DataDirectory);
        }
    }

    private static async Task StartAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        Say("Starting Sightglass. Data: " + options.DataDirectory);
        await using var plane = await ControlPlaneRole.StartAsync(
            new ControlPlaneOptions
            {
                DataDirectory = options.DataDirectory,
                ApiPort = options.UiPort,
                ClusterPort = options.ClusterPort,
                TelemetryPort = options.TelemetryPort,
                TimeProvider = time,
            },
            [],
            cancellationToken);
        var login = QuickstartLogin.Keep(options.DataDirectory, plane.TakeFirstLogin());
        Say($"  control plane   {plane.Addresses.Api}");

        await using var demo = await DemoApi.StartAsync(options.DemoPort, time, cancellationToken);
        Say($"  demo API        http://127.0.0.1:{demo.Port}");

        var info = await plane.Setup.EnsureControlPlaneAsync(PlaneName, cancellationToken);
        await ImportAsync(plane, info.Id, options, demo.Port, cancellationToken);
        var token = await plane.Setup.EnsureTokenAsync("quickstart", cancellationToken);
        await DemoService.PointAtAsync(plane.Addresses.Api, token, info.Id, demo.Port, cancellationToken);

        await using var gateway = await StartGatewayAsync(plane, info.Id, options, cancellationToken);
        var addresses = await gateway.WaitUntilReadyAsync(time, cancellationToken);
        Say($"  gateway         {addresses.Proxy}");

        var api = plane.Addresses.Api.ToString().TrimEnd('/');
        var file = new QuickstartFile
        {
            UiUrl = api,
            ApiUrl = api,
            ProxyUrl = addresses.Proxy,
            StatusUrl = addresses.Status,
            Token = token,
            ControlPlaneId = info.Id.ToString(),
            GatewayPid = gateway.Id,
        };
        file.Write(options.DataDirectory);
        Say(Welcome(file, login, options.Traffic));
        await RunUntilStoppedAsync(options, gateway, new Uri(addresses.Proxy), time, cancellationToken);
        Say("Stopping.");
    }

    private static async Task ImportAsync(ControlPlaneHost plane, Guid id, QuickstartOptions options, int demoPort, CancellationToken cancellationToken)
    {
        var text = options.Configuration is { } path
            ? await File.ReadAllTextAsync(path, cancellationToken)
            : DemoConfiguration.For(demoPort);
        var errors = await plane.Setup.ImportIfEmptyAsync(id, text, cancellationToken);
        if (!errors.IsEmpty)
        {
            throw new QuickstartException(
                $"{options.Configuration ?? "the demo's configuration"} is not valid:\n" + string.Join('\n', errors.Select(error => $"  {error}")));
        }

    }

    private static async Task<GatewayProcess> StartGatewayAsync(
        ControlPlaneHost plane, Guid id, QuickstartOptions options, CancellationToken cancellationToken)
    {
        var prefix = Path.Combine(options.DataDirectory, NodeName);
        var node = await plane.Setup.EnrollNodeAsync(id, NodeName, prefix, cancellationToken);
        var settings = new Dictionary<string, string>
        {
            ["role"] = "data_plane",
            ["prefix"] = prefix,
            ["proxy_listen"] = Loopback(options.ProxyPort),
            ["status_listen"] = Loopback(options.StatusPort),
            ["admin_listen"] = "off",
            ["cluster_control_plane"] = plane.Addresses.Cluster.ToString(),
            ["cluster_server_name"] = node.ServerName,
            ["cluster_telemetry_endpoint"] = plane.Addresses.Telemetry.ToString(),
            ["cluster_telemetry_server_name"] = node.TelemetryServerName,
            ["cluster_cert"] = node.CertificateFile,
            ["cluster_cert_key"] = node.KeyFile,
            ["cluster_ca_cert"] = node.AuthorityFile,
        };
        return GatewayProcess.Start(settings, options.GatewayCpus);
    }

    private static async Task RunUntilStoppedAsync(
        QuickstartOptions options, GatewayProcess gateway, Uri proxy, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var traffic = options.Traffic ? new DemoTraffic(proxy, time).RunAsync(stopping.Token) : Task.CompletedTask;
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, time, stopping.Token);
        var ended = await Task.WhenAny(stopped, gateway.Ended);
        await stopping.CancelAsync();
        await traffic;
        if (ended == gateway.Ended)
        {
            throw new QuickstartException($"The gateway has ended with exit code {gateway.ExitCode}. It said last:\n{gateway.LastOutput}");
        }
    }

    private static string Welcome(QuickstartFile file, QuickstartLogin? login, bool traffic)
    {
        var signIn = login is null
            ? "with the login that was printed at the first start"
            : $"user {login.UserName}, password {login.Password}";
        return $"""

            Sightglass is running{(traffic ? ", with a little demo traffic" : "")}.

              Web UI    {file.UiUrl}
              Sign in   {signIn}
              Proxy     {file.ProxyUrl}   (try: curl -i {file.ProxyUrl}/inventory)
              API       curl -H "Authorization: Bearer {file.Token}" {file.ApiUrl}/v2/control-planes/{file.ControlPlaneId}/debug-sessions

            Ctrl-C stops everything. The data stays.
            """;
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static void Say(string text) => Console.Out.WriteLine(text);
}
