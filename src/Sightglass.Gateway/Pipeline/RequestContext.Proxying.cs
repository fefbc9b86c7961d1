using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Proxying;
using Sightglass.Gateway.Routing;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Pipeline;

/// <content>The exchange with the upstream.</content>
internal sealed partial class RequestContext
{
    private RuntimePluginContext? _plugin;
    private ProxyExchange? _exchange;
    private RequestBodyTimer? _requestBodyTimer;
    private Http2Exchange? _http2Exchange;

    /// <summary>What balancers must know; kept over all tries.</summary>
    public BalancerRequest Balancing;

    /// <summary>What plugins changed about the request to the upstream.</summary>
    public ServiceRequestChanges Changes { get; } = new();

    /// <summary>The request's body when it, or its beginning, was read into memory; made on first use.</summary>
    public BufferedBody? BufferedRequest { get; set; }

    /// <summary>The response's body when the whole of it was read before any of it is sent.</summary>
    public BufferedBody? BufferedResponse { get; set; }

    /// <summary>Where the request goes: the service, with what plugins changed about that. Null before it is sent.</summary>
    public Snapshots.ServiceRuntime? Destination { get; set; }

    /// <summary>The upstream's status; 0 when none answered.</summary>
    public int UpstreamStatus { get; set; }

    /// <summary>The status that stands for the last try when every try failed: 502, 503 or 504. 0 when one succeeded and when none was made.</summary>
    public int FailedTryStatus { get; set; }

    /// <summary>The last peer tried; null when none was.</summary>
    public Upstream.ResolvedAddress? UpstreamAddress { get; set; }

    /// <summary>The upstream entity's id; null when the service is not balanced.</summary>
    public Guid? UpstreamId => (Destination ?? Service)?.Upstream?.Config.Id;

    /// <summary>The tries to reach an upstream, in order.</summary>
    public List<PluginSdk.UpstreamTry> Tries { get; } = new(1);

    /// <summary>The head of the request to the upstream.</summary>
    public HeadBuffer Head { get; } = new();

    /// <summary>The request as plugins see it; made when the first plugin of the connection runs.</summary>
    public RuntimePluginContext Plugin => _plugin ??= new RuntimePluginContext(this);

    /// <summary>The path to ask the upstream for, unless a plugin has set another one.</summary>
    public UpstreamPath ComposeUpstreamPath()
    {
        var match = Match!;
        var route = match.Route;
        return UpstreamPath.Compose(
            route.Service?.Config.Path,
            Path!,
            match.MatchedLength,
            route.Config.StripPath,
            route.Concatenates);
    }

    /// <summary>The status to answer with because the client's body cannot be read (malformed, too large, too slow); 0 if it can.</summary>
    public int BodyFailure { get; set; }

    /// <summary>Bounds the waits for the request's body; made for the first body of the connection that has to be waited for.</summary>
    public RequestBodyTimer RequestBodyTimer => _requestBodyTimer ??= new RequestBodyTimer(this);

    /// <summary>The last byte of the request's body was read; 0 if it was not.</summary>
    public long RequestBodyEndTimestamp { get; set; }

    /// <summary>The exchange with the upstream; made for the first proxied request of the connection.</summary>
    public ProxyExchange Exchange => _exchange ??= new ProxyExchange(this);

    /// <summary>The exchange with a gRPC upstream.</summary>
    public Http2Exchange Http2Exchange => _http2Exchange ??= new Http2Exchange(this);

    /// <summary>The body_filter phase of this request.</summary>
    public BodyFilterStage BodyFilter { get; } = new();

    /// <summary>The upstream's headers as they came; empty unless <see cref="KeepsServiceHeaders"/>.</summary>
    public HeaderDictionary ServiceHeaders { get; } = [];

    /// <summary>Whether a plugin wants to see the upstream's headers besides what was made of them.</summary>
    public bool KeepsServiceHeaders => (Snapshot.Needs & PluginNeeds.ServiceHeaders) != 0;

    private void EndProxying()
    {
        ServiceHeaders.Clear();
        Balancing.Reset();
        Changes.Clear();
        BodyFilter.Reset();
        BufferedRequest?.Dispose();
        BufferedRequest = null;
        BufferedResponse?.Dispose();
        BufferedResponse = null;
        Destination = null;
        UpstreamStatus = 0;
        FailedTryStatus = 0;
        BodyFailure = 0;
        RequestBodyEndTimestamp = 0;
        UpstreamAddress = null;
        Tries.Clear();
        Head.End();
    }
}
