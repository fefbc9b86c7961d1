namespace Sightglass.Gateway.Upstream;

/// <summary>The kept-alive connections of one endpoint.</summary>
internal sealed class ConnectionBucket(UpstreamEndpoint endpoint)
{
    public UpstreamEndpoint Endpoint { get; } = endpoint;
}
