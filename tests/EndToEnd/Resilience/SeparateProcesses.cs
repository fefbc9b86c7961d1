using System.Globalization;
using System.Text.RegularExpressions;
using EndToEnd.Api;
using EndToEnd.Processes;

namespace EndToEnd.Resilience;

/// <summary>A control plane and gateways as an operator runs them: processes of their own, enrolled with each other, on ports that stay.</summary>
internal sealed partial class SeparateProcesses : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _api = FreePort.Next();
    private readonly int _cluster = FreePort.Next();
    private readonly int _telemetry = FreePort.Next();
    private readonly Node[] _nodes;
    private SightglassProcess? _plane;

    /// <param name="nodes">How many gateways there may be.</param>
    public SeparateProcesses(int nodes = 1)
        => _nodes = [.. Enumerable.Range(0, nodes).Select(static number => new Node($"node-{(char)('a' + number)}", FreePort.Next(), FreePort.Next()))];

    public SightglassApi Api { get; private set; } = null!;

    public Uri Proxy => ProxyOf(0);

    public SightglassProcess Plane => _plane!;

    public SightglassProcess Gateway => _nodes[0].Process!;

    public Uri ProxyOf(int node) => new($"http://127.0.0.1:{_nodes[node].Proxy}");

    public async Task StartPlaneAsync()
    {
        _plane = SightglassProcess.Start(
        [
            "control-plane", "--data-dir", _directory.Path, .. _nodes.SelectMany(static node => (string[])["--enroll", node.Name]), "--api-port", Text(_api), "--cluster-port", Text(_cluster),
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

    public async Task StartGatewayAsync(int number = 0)
    {
        var node = _nodes[number];
        var files = Path.Combine(_directory.Path, "nodes", node.Name);
        node.Process = SightglassProcess.Start(["gateway"], new Dictionary<string, string>
        {
            ["SIGHTGLASS_ROLE"] = "data_plane",
            ["SIGHTGLASS_PREFIX"] = files,
            ["SIGHTGLASS_PROXY_LISTEN"] = $"127.0.0.1:{node.Proxy}",
            ["SIGHTGLASS_STATUS_LISTEN"] = $"127.0.0.1:{node.Status}",
            ["SIGHTGLASS_CLUSTER_CONTROL_PLANE"] = $"127.0.0.1:{_cluster}",
            ["SIGHTGLASS_CLUSTER_SERVER_NAME"] = ServerName("CLUSTER_SERVER_NAME"),
            ["SIGHTGLASS_CLUSTER_TELEMETRY_ENDPOINT"] = $"127.0.0.1:{_telemetry}",
            ["SIGHTGLASS_CLUSTER_TELEMETRY_SERVER_NAME"] = ServerName("CLUSTER_TELEMETRY_SERVER_NAME"),
            ["SIGHTGLASS_CLUSTER_CERT"] = Path.Combine(files, "cluster.crt"),
            ["SIGHTGLASS_CLUSTER_CERT_KEY"] = Path.Combine(files, "cluster.key"),
            ["SIGHTGLASS_CLUSTER_CA_CERT"] = Path.Combine(files, "ca.crt"),
        });
        await StartedAsync(node.Process, "gateway started");
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
        Gateway.Signal("TERM");
        await Gateway.WaitForExitAsync();
        await Gateway.DisposeAsync();
        _nodes[0].Process = null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            if (node.Process is { } process)
            {
                await process.DisposeAsync();
            }
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

    private sealed class Node(string name, int proxy, int status)
    {
        public string Name => name;

        public int Proxy => proxy;

        public int Status => status;

        public SightglassProcess? Process { get; set; }
    }

    [GeneratedRegex(@"token (kpat_\w+)")]
    private static partial Regex Token();

    [GeneratedRegex(@"control plane ([0-9a-f-]{36})")]
    private static partial Regex PlaneId();
}
