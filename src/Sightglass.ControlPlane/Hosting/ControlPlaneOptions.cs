using System.Collections.Immutable;
using System.Net;
using Sightglass.Configuration.Schema;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>How a control plane is set up.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary><c>data_dir</c>: where database, keys and certificates are. Made when missing; only its owner may enter.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>api_listen_address</c>: where the API and the web interface listen. Default loopback.</summary>
    public string ApiAddress { get; init; } = IPAddress.Loopback.ToString();

    /// <summary><c>api_port</c>: default 8002; 0 for any that is free.</summary>
    public int ApiPort { get; init; } = 8002;

    /// <summary><c>api_ssl_cert</c>: PEM certificate (with its chain) for the API; null for plain HTTP.</summary>
    public string? ApiCertificateFile { get; init; }

    /// <summary><c>api_ssl_cert_key</c>: PEM key of the certificate.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary><c>cluster_listen_address</c>: where nodes connect. Default loopback.</summary>
    public string ClusterAddress { get; init; } = IPAddress.Loopback.ToString();

    /// <summary><c>cluster_port</c>: default 8005; 0 for any that is free.</summary>
    public int ClusterPort { get; init; } = 8005;

    /// <summary><c>telemetry_listen_address</c>: where nodes send traces. Default loopback.</summary>
    public string TelemetryAddress { get; init; } = IPAddress.Loopback.ToString();

    /// <summary><c>telemetry_port</c>: default 8006; 0 for any that is free.</summary>
    public int TelemetryPort { get; init; } = 8006;

    /// <summary>
    /// <c>cluster_advertise</c>: names and addresses by which nodes reach this machine, to stand in its certificate beside loopback and the
    /// host's own name.
    /// </summary>
    public ImmutableArray<string> AdvertisedHosts { get; init; } = [];

    /// <summary><c>heartbeat_seconds</c>: 1 to 300, default 10. A node is offline after three without one.</summary>
    public int HeartbeatSeconds { get; init; } = Cluster.ClusterProtocol.DefaultHeartbeatSeconds;

    /// <summary><c>debug_retention_days</c>: days a debug session is kept unless it says otherwise, 1 to 15. Default 7.</summary>
    public int RetentionDays { get; init; } = 7;

    /// <summary><c>debug_max_sessions</c>: sessions that may run on a control plane at once, 1 to 64. Default 8.</summary>
    public int MaxRunningSessions { get; init; } = 8;

    /// <summary><c>debug_confirm_seconds</c>: seconds a session waits for its first node, 1 to 300. Default 10.</summary>
    public int ConfirmSeconds { get; init; } = 10;

    /// <summary>The plugins that may be configured.</summary>
    public PluginSchemas Plugins { get; init; } = PluginSchemas.Empty;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Everything that is wrong with the options; empty when they can be used.</summary>
    public ImmutableArray<string> Validate()
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        if (string.IsNullOrWhiteSpace(DataDirectory))
        {
            errors.Add("data_dir: is required");
        }

        CheckAddress(errors, "api_listen_address", ApiAddress);
        CheckAddress(errors, "cluster_listen_address", ClusterAddress);
        CheckAddress(errors, "telemetry_listen_address", TelemetryAddress);
        CheckRange(errors, "api_port", ApiPort, 0, 65_535);
        CheckRange(errors, "cluster_port", ClusterPort, 0, 65_535);
        CheckRange(errors, "telemetry_port", TelemetryPort, 0, 65_535);
        CheckRange(errors, "heartbeat_seconds", HeartbeatSeconds, 1, 300);
        CheckRange(errors, "debug_retention_days", RetentionDays, 1, 15);
        CheckRange(errors, "debug_max_sessions", MaxRunningSessions, 1, 64);
        CheckRange(errors, "debug_confirm_seconds", ConfirmSeconds, 1, 300);
        CheckCertificate(errors);
        var names = AdvertisedHosts.IsDefault ? [] : AdvertisedHosts;
        errors.AddRange(names
            .Where(name => Uri.CheckHostName(name) == UriHostNameType.Unknown)
            .Select(name => $"cluster_advertise: '{name}' is neither a host name nor an address"));
        return errors.ToImmutable();
    }

    private static void CheckAddress(ImmutableArray<string>.Builder errors, string key, string value)
    {
        if (!IPAddress.TryParse(value, out _))
        {
            errors.Add($"{key}: '{value}' is not an IP address; write 127.0.0.1 for this machine only, 0.0.0.0 or :: for every interface");
        }
    }

    private static void CheckRange(ImmutableArray<string>.Builder errors, string key, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            errors.Add($"{key}: must be between {minimum} and {maximum}, is {value}");
        }
    }

    private void CheckCertificate(ImmutableArray<string>.Builder errors)
    {
        if (ApiCertificateFile is null != ApiKeyFile is null)
        {
            errors.Add("api_ssl_cert, api_ssl_cert_key: give both or none");
        }

        foreach (var (key, file) in new[] { ("api_ssl_cert", ApiCertificateFile), ("api_ssl_cert_key", ApiKeyFile) })
        {
            if (file is not null && !File.Exists(file))
            {
                errors.Add($"{key}: there is no file '{file}'");
            }
        }
    }
}
