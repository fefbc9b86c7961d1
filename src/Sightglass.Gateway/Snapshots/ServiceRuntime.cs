using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Snapshots;

/// <summary>A service as requests use it: its configuration and what can be prepared from it.</summary>
internal sealed class ServiceRuntime
{
    // With preserve_host clients name the host, so what is remembered per host must end somewhere.
    private const int MaxTlsOptions = 256;

    private readonly ConcurrentDictionary<string, UpstreamTlsOptions> _tlsByName = new(StringComparer.OrdinalIgnoreCase);

    private readonly UpstreamTlsDefaults _tls;

    public ServiceRuntime(ServiceConfig config, UpstreamState? upstream, UpstreamTlsDefaults tls)
    {
        _tls = tls;
        Config = config;
        Upstream = upstream;
        Id = config.Id.ToString();
        IsTls = config.Protocol is "https" or "grpcs" or "tls";
        IsGrpc = config.Protocol is "grpc" or "grpcs";
        DefaultPort = IsTls ? 443 : 80;
        Port = config.Port;
        Timeouts = new UpstreamTimeouts(config.ConnectTimeout, config.WriteTimeout, config.ReadTimeout);
        Address = upstream is null && IPAddress.TryParse(config.Host, out var address) ? new ResolvedAddress(address, Port) : null;
    }

    public ServiceConfig Config { get; }

    /// <summary>The upstream that the service's host names; null when the host is an ordinary name.</summary>
    public UpstreamState? Upstream { get; }

    /// <summary>The id as attributes have it.</summary>
    public string Id { get; }

    public bool IsTls { get; }

    public bool IsGrpc { get; }

    public int Port { get; }

    /// <summary>The port that the Host header leaves out.</summary>
    public int DefaultPort { get; }

    public UpstreamTimeouts Timeouts { get; }

    /// <summary>Where a service is whose host is an address; null when a name must be looked up, or a target chosen.</summary>
    public ResolvedAddress? Address { get; }

    /// <summary>Presented to the upstream when it asks; null for none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>The roots that the service names; empty for those of the node.</summary>
    public ImmutableArray<X509Certificate2> CaCertificates { get; init; } = [];

    /// <summary>TLS options for a server name; the same instance for the same name, so that the pool finds its connections quickly.</summary>
    public UpstreamTlsOptions GetTlsOptions(string serverName)
    {
        if (_tlsByName.TryGetValue(serverName, out var options))
        {
            return options;
        }

        options = new UpstreamTlsOptions
        {
            ServerName = serverName,
            Verify = Config.TlsVerify ?? _tls.Verify,
            VerifyDepth = Config.TlsVerifyDepth ?? _tls.VerifyDepth,
            CaCertificates = CaCertificates.IsEmpty ? _tls.Authorities : CaCertificates,
            ClientCertificate = ClientCertificate,
        };
        if (_tlsByName.Count < MaxTlsOptions)
        {
            _tlsByName.TryAdd(serverName, options);
        }

        return options;
    }
}
