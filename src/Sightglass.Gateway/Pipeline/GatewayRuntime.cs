using Microsoft.Extensions.Logging;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Proxying;
using Sightglass.Gateway.RequestDebugging;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Pipeline;

/// <summary>What all requests share.</summary>
internal sealed class GatewayRuntime
{
    public GatewayRuntime(GatewayOptions options, SnapshotHolder snapshots, UpstreamConnectionPool pool, DnsClient dns, TracingGate gate)
    {
        Options = options;
        Snapshots = snapshots;
        Pool = pool;
        Dns = dns;
        Http2 = new Http2Clients(options.UpstreamKeepaliveIdleTimeout);
        Gate = gate;
        Time = options.Time;
        RealIp = new RealIpResolver(options.TrustedIps, options.RealIpHeader, options.RealIpRecursive);
        var defaultFormat = options.ErrorDefaultType switch
        {
            "application/json" => ErrorFormat.Json,
            "application/xml" => ErrorFormat.Xml,
            "text/html" => ErrorFormat.Html,
            _ => ErrorFormat.Plain,
        };
        Errors = new ErrorFormatter(options.ErrorTemplates, defaultFormat);
        Refusals = new RefusalText(Errors, defaultFormat, options.ServerToken, options.Headers);
        ResponseVia = $"1.1 {options.ServerToken}";
        RequestLog = options.LoggerFactory.CreateLogger("Sightglass.Gateway.Request");
        RequestDebugger = options.RequestDebugToken is { } token ? new RequestDebugger(token, RequestLog) : null;
    }

    public GatewayOptions Options { get; }

    public SnapshotHolder Snapshots { get; }

    public UpstreamConnectionPool Pool { get; }

    /// <summary>Connections to gRPC upstreams.</summary>
    public Http2Clients Http2 { get; }

    public DnsClient Dns { get; }

    public TracingGate Gate { get; }

    /// <summary>The debug sessions; null on a node without any facility for them.</summary>
    public IRequestTracing? Tracing { get; init; }

    /// <summary>Answers requests that ask where their time went; null when that is off.</summary>
    public RequestDebugger? RequestDebugger { get; }

    public TimeProvider Time { get; }

    public RealIpResolver RealIp { get; }

    public ErrorFormatter Errors { get; }

    /// <summary>Words the HTTP server's own refusals.</summary>
    public RefusalText Refusals { get; }

    public GatewayMetrics Metrics { get; } = new();

    /// <summary>Set when the gateway is to stop: what is in progress is answered, on connections that then close.</summary>
    public bool IsStopping { get; set; }

    /// <summary>What is added to <c>Via</c> of proxied responses.</summary>
    public string ResponseVia { get; }

    /// <summary>The log for what is about a request.</summary>
    public ILogger RequestLog { get; }
}
