using System.Collections.Immutable;

namespace Sightglass.Configuration.Settings;

/// <summary>Where the node listens, and with which certificates.</summary>
public sealed record ListenerSettings
{
    /// <summary>Clients' requests (<c>proxy_listen</c>).</summary>
    public required ImmutableArray<Listener> Proxy { get; init; }

    /// <summary>Admin API (<c>admin_listen</c>); empty on a data plane.</summary>
    public required ImmutableArray<Listener> Admin { get; init; }

    /// <summary>Health and metrics (<c>status_listen</c>).</summary>
    public required ImmutableArray<Listener> Status { get; init; }

    /// <summary>Ports that clients see instead of those listened on (<c>port_maps</c>).</summary>
    public ImmutableArray<PortMap> PortMaps { get; init; } = [];

    /// <summary>Default certificates; empty when one is to be generated.</summary>
    public ImmutableArray<CertificateFiles> ProxyCertificates { get; init; } = [];
    public ImmutableArray<CertificateFiles> AdminCertificates { get; init; } = [];
    public ImmutableArray<CertificateFiles> StatusCertificates { get; init; } = [];
    public TlsVersions TlsVersions { get; init; } = TlsVersions.Tls12 | TlsVersions.Tls13;

    /// <summary>Whether TLS clients are asked for a certificate (<c>ssl_verify_client</c>).</summary>
    public ClientVerification VerifyClient { get; init; }

    /// <summary>Who signs clients' certificates (<c>ssl_client_certificate</c>); null for nobody.</summary>
    public PemSource? ClientAuthorities { get; init; }

    /// <summary>Intermediates allowed in clients' chains (<c>ssl_verify_depth</c>).</summary>
    public int ClientVerifyDepth { get; init; } = 1;

    /// <summary>The port clients see for a listener's.</summary>
    public int SeenPort(int listening)
    {
        foreach (var map in PortMaps)
        {
            if (map.Listening == listening)
            {
                return map.Seen;
            }
        }

        return listening;
    }
}
