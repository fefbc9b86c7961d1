using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Proxying;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Snapshots;

/// <summary>A service as requests use it: its configuration and what can be prepared from it.</summary>
internal sealed class ServiceRuntime
{
    // With preserve_host clients name the host, so what is remembered per host must end somewhere.
    private const int MaxTlsOptions = 256;

    private readonly ConcurrentDictionary<string, UpstreamTlsOptions> _tlsByName = new(StringComparer.OrdinalIgnoreCase);

    // Plugins may make destinations of what clients send.
    private const int MaxRedirections = 256;

    private readonly ConcurrentDictionary<DestinationChange, ServiceRuntime> _redirections = new();
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

    /// <summary>The service with another destination; the same instance for the same change, so that its connections are used again.</summary>
    public ServiceRuntime Redirect(in DestinationChange change, UpstreamMap upstreams)
    {
        if (_redirections.TryGetValue(change, out var known))
        {
            return known;
        }

        var timeouts = change.Timeouts ?? Timeouts;
        var host = change.Host ?? Config.Host;
        var config = Config with
        {
            // A gRPC service stays one: only whether TLS is spoken can change.
            Protocol = change.Scheme is null ? Config.Protocol
                : IsGrpc ? change.Scheme == "https" ? "grpcs" : "grpc"
                : change.Scheme,
            Host = host,
            Port = change.Port ?? Config.Port,
            Retries = change.Retries ?? Config.Retries,
            ConnectTimeout = timeouts.Connect,
            WriteTimeout = timeouts.Write,
            ReadTimeout = timeouts.Read,
        };
        var redirected = new ServiceRuntime(config, upstreams.TryGet(host, out var upstream) ? upstream : null, _tls)
        {
            ClientCertificate = ClientCertificate,
            CaCertificates = CaCertificates,
        };
        if (_redirections.Count < MaxRedirections)
        {
            _redirections.TryAdd(change, redirected);
        }

        return redirected;
    }

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
