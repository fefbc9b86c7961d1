using System.Text.Json;
using EndToEnd.Api;

namespace EndToEnd.Processes;

/// <summary>A whole Sightglass: control plane, gateway, demo API, each on ports of its own.</summary>
public sealed class RunningQuickstart : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SightglassProcess? _process;

    public string DataDirectory => _directory.Path;

    public Uri Proxy { get; private set; } = null!;

    public Uri Ui { get; private set; } = null!;

    public Uri Status { get; private set; } = null!;

    internal SightglassApi Api { get; private set; } = null!;

    internal string Output => _process?.Output ?? "";

    internal SightglassProcess Process => _process!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }

    internal static string[] Arguments(string dataDirectory) =>
    [
        "quickstart", "--data-dir", dataDirectory, "--no-traffic", "--ui-port", "0", "--cluster-port", "0", "--telemetry-port", "0",
        "--proxy-port", "0", "--status-port", "0", "--demo-port", "0",
    ];

    internal async Task StartAsync()
    {
        _process = SightglassProcess.Start(Arguments(DataDirectory));
        var file = Path.Combine(DataDirectory, "quickstart.json");
        await Eventually.IsTrueAsync(
            () => Task.FromResult(_process.HasExited || File.Exists(file)),
            () => $"No quickstart.json. The process printed:\n{_process.Output}");
        Assert.False(_process.HasExited, $"The quickstart ended:\n{_process.Output}");

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var root = document.RootElement;
        Proxy = new Uri(root.GetProperty("proxy_url").GetString()!);
        Ui = new Uri(root.GetProperty("ui_url").GetString()!);
        Status = new Uri(root.GetProperty("status_url").GetString()!);
        Api = new SightglassApi(
            new Uri(root.GetProperty("api_url").GetString()!),
            root.GetProperty("token").GetString()!,
            root.GetProperty("control_plane_id").GetString()!);
    }

    internal async Task<int> StopAsync()
    {
        if (_process is null)
        {
            return 0;
        }

        _process.Signal("INT");
        var code = await _process.WaitForExitAsync();
        await _process.DisposeAsync();
        _process = null;
        Api.Dispose();
        return code;
    }
}
