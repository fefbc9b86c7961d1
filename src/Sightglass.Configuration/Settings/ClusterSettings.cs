namespace Sightglass.Configuration.Settings;

/// <summary>The node's control plane. On a data plane <see cref="ControlPlane"/>, certificate and key are set.</summary>
public sealed record ClusterSettings
{
    public HostAndPort? ControlPlane { get; init; }

    /// <summary>Name its certificate must be for; null for the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Where captured traces are sent; the control plane's host, port 8006, unless given.</summary>
    public HostAndPort? TelemetryEndpoint { get; init; }

    /// <summary>Name the telemetry endpoint's certificate must be for; null for the host.</summary>
    public string? TelemetryServerName { get; init; }
    public PemSource? Certificate { get; init; }
    public PemSource? Key { get; init; }

    /// <summary>Null for the system's authorities.</summary>
    public PemSource? Authority { get; init; }

    /// <summary>Bytes of the largest message.</summary>
    public int MaxPayload { get; init; } = 16 << 20;

    /// <summary>Whether the channel carries calls besides the configuration.</summary>
    public bool Rpc { get; init; } = true;
}
