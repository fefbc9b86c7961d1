using System.Collections.Immutable;

namespace Sightglass.Configuration.Settings;

/// <summary>Connections to upstreams.</summary>
public sealed record UpstreamSettings
{
    /// <summary>Idle connections for each address; 0 for none.</summary>
    public int KeepalivePoolSize { get; init; } = 512;

    /// <summary>Requests after which a connection is closed; 0 for no limit.</summary>
    public int KeepaliveMaxRequests { get; init; } = 10_000;

    /// <summary>Zero for no limit.</summary>
    public TimeSpan KeepaliveIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether certificates are verified where a service does not say.</summary>
    public bool TlsVerify { get; init; }
    public int TlsVerifyDepth { get; init; } = 1;

    /// <summary>PEM files, and <c>system</c> for the system's own.</summary>
    public ImmutableArray<string> TrustedCertificates { get; init; } = ["system"];

    /// <summary>Presented to upstreams for which nothing else is configured (<c>client_ssl</c>); null for none.</summary>
    public CertificateFiles? ClientCertificate { get; init; }
}
