using System.Globalization;
using System.Text.RegularExpressions;
using EndToEnd.Api;
using EndToEnd.Processes;

namespace EndToEnd.Resilience;

/// <summary>A control plane and a gateway as an operator runs them: two processes, enrolled with each other, on ports that stay.</summary>
internal sealed partial class SeparateProcesses : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _api = FreePort.Next();
    private readonly int _cluster = FreePort.Next();
    private readonly int _telemetry = FreePort.Next();
    private readonly int _proxy = FreePort.Next();
    private readonly int _status = FreePort.Next();
    private SightglassProcess? _plane;
    private SightglassProcess? _gateway;

    public SightglassApi Api { get; private set; } = null!;

    public Uri Proxy => new($"http://127.0.0.1:{_proxy}");

    public SightglassProcess Plane => _plane!;

    public SightglassProcess Gateway => _gateway!;

    public async Task StartPlaneAsync()
    {
        _plane = SightglassProcess.Start(
        [
            "control-plane", "--data-dir", _directory.Path, "--enroll", "node-a", "--api-port", Text(_api), "--cluster-port", Text(_cluster),
            "--telemetry-port", Text(_telemetry),
        ]);
        await StartedAsync(_plane, "control plane started");
        if (Api is null)
        {
            var token = Token().Match(_plane.Output).Groups[1].Value;
            var id = PlaneId().Match(_plane.Output).Groups[1].Value;
            Api = new SightglassApi(new Uri($"http://127.0.0.1:{_api}"), token, id);
        }
    }

    public async Task StartGatewayAsync()
    {
        var files = Path.Combine(_directory.Path, "nodes", "node-a");
        _gateway = SightglassProcess.Start(["gateway"], new Dictionary<string, string>
        {
            ["SIGHTGLASS_ROLE"] = "data_plane",
            ["SIGHTGLASS_PREFIX"] = files,
            ["SIGHTGLASS_PROXY_LISTEN"] = $"127.0.0.1:{_proxy}",
            ["SIGHTGLASS_STATUS_LISTEN"] = $"127.0.0.1:{_status}",
            ["SIGHTGLASS_CLUSTER_CONTROL_PLANE"] = $"127.0.0.1:{_cluster}",
            ["SIGHTGLASS_CLUSTER_SERVER_NAME"] = ServerName("CLUSTER_SERVER_NAME"),
            ["SIGHTGLASS_CLUSTER_TELEMETRY_ENDPOINT"] = $"127.0.0.1:{_telemetry}",
            ["SIGHTGLASS_CLUSTER_TELEMETRY_SERVER_NAME"] = ServerName("CLUSTER_TELEMETRY_SERVER_NAME"),
            ["SIGHTGLASS_CLUSTER_CERT"] = Path.Combine(files, "cluster.crt"),
            ["SIGHTGLASS_CLUSTER_CERT_KEY"] = Path.Combine(files, "cluster.key"),
            ["SIGHTGLASS_CLUSTER_CA_CERT"] = Path.Combine(files, "ca.crt"),
        });
        await StartedAsync(_gateway, "gateway started");
    }

    /// <summary>Ends a process without giving it a chance, as a crash does.</summary>
    public async Task KillPlaneAsync()
    {
        _lastOutput = _plane!.Output;
        await _plane.DisposeAsync();
        _plane = null;
    }

    public async Task StopGatewayAsync()
    {
        _gateway!.Signal("TERM");
        await _gateway.WaitForExitAsync();
        await _gateway.DisposeAsync();
        _gateway = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_plane is not null)
        {
            await _plane.DisposeAsync();
        }

        Api?.Dispose();
        _directory.Dispose();
    }

    private string _lastOutput = "";

    private string ServerName(string setting) =>
        Regex.Match(_plane?.Output ?? _lastOutput, $@"SIGHTGLASS_{setting}=(\S+)").Groups[1].Value;

    private static Task StartedAsync(SightglassProcess process, string line) => Eventually.IsTrueAsync(
        () => Task.FromResult(process.HasExited || process.Output.Contains(line, StringComparison.Ordinal)),
        () => $"Not started. It printed:\n{process.Output}");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"token (kpat_\w+)")]
    private static partial Regex Token();

    [GeneratedRegex(@"control plane ([0-9a-f-]{36})")]
    private static partial Regex PlaneId();
}
