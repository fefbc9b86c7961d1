using System.Collections.Immutable;
using System.Security.Authentication;
using Sightglass.Configuration.Settings;

namespace Sightglass.Gateway.Admin;

/// <summary>Where and how the Admin API listens.</summary>
internal sealed record AdminServerOptions
{
    /// <summary>Addresses (<c>admin_listen</c>); none for no Admin API.</summary>
    public required ImmutableArray<Listener> Listeners { get; init; }

    /// <summary>Certificates of TLS listeners (<c>admin_ssl_cert</c>); one is generated when empty.</summary>
    public ImmutableArray<CertificateFiles> Certificates { get; init; } = [];

    /// <summary>Versions of TLS offered (<c>ssl_protocols</c>).</summary>
    public SslProtocols TlsVersions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Bytes of a body (<c>admin_client_max_body_size</c>), null for no limit; default 10 MiB.</summary>
    public long? MaxBodySize { get; init; } = 10 << 20;

    /// <summary>Connections at once; further ones are closed. Default 1,024.</summary>
    public long MaxConnections { get; init; } = 1024;

    /// <summary>Which of <c>Server</c> and <c>X-Kong-Admin-Latency</c> are sent (<c>headers</c>).</summary>
    public GatewayHeaders Headers { get; init; } = GatewayHeaders.ServerTokens | GatewayHeaders.LatencyTokens;

    /// <summary>How long a write may wait and take until it is given up with 504 and without effect; default 60 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
