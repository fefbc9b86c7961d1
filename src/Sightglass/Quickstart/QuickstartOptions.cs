namespace Sightglass.Quickstart;

/// <summary>What a quickstart was asked for. Ports are on loopback; 0 means any free one.</summary>
internal sealed record QuickstartOptions
{
    /// <summary>Absolute path of the data directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Whether to send demo traffic.</summary>
    public bool Traffic { get; init; } = true;

    /// <summary>A declarative file to begin with; null for the demo's.</summary>
    public string? Configuration { get; init; }

    /// <summary>Processors for the gateway, as <c>taskset</c> has them; null for all.</summary>
    public string? GatewayCpus { get; init; }

    public int UiPort { get; init; }

    public int ClusterPort { get; init; }

    public int TelemetryPort { get; init; }

    public int ProxyPort { get; init; }

    public int StatusPort { get; init; }

    public int DemoPort { get; init; }

    /// <summary>Every port with what it is for and the option that changes it.</summary>
    public IEnumerable<(string Purpose, string Option, int Port)> Ports =>
    [
        ("web UI and API", "--ui-port", UiPort),
        ("cluster channel", "--cluster-port", ClusterPort),
        ("telemetry", "--telemetry-port", TelemetryPort),
        ("proxy", "--proxy-port", ProxyPort),
        ("gateway status", "--status-port", StatusPort),
        ("demo API", "--demo-port", DemoPort),
    ];
}
