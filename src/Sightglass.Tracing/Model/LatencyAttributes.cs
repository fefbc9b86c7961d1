using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Model;

/// <summary>The division of a request's time as attributes of its root span, both ways.</summary>
internal static class LatencyAttributes
{
    public static void Write(List<KeyValuePair<string, AttributeValue>> attributes, in LatencyBreakdown latency)
    {
        Add(AttributeKeys.ProxyKongLatencyTotal, latency.Total);
        Add(AttributeKeys.ProxyKongLatencyInternal, latency.Internal);
        Add(AttributeKeys.ProxyKongLatencyUpstream, latency.Upstream);
        Add(AttributeKeys.ProxyKongLatencyClient, latency.Client);
        Add(AttributeKeys.ProxyKongLatency3pTotalIo, latency.ThirdParty);
        Add(AttributeKeys.ProxyKongLatency3pDnsTotalIo, latency.Dns);
        Add(AttributeKeys.ProxyKongLatency3pHttpClientTotalIo, latency.HttpClient);
        Add(AttributeKeys.ProxyKongLatency3pRedisTotalIo, latency.Redis);
        Add(AttributeKeys.ProxyKongLatency3pTcpsockTotalIo, latency.TcpSock);

        void Add(AttributeKey key, long value) => attributes.Add(new(key.Name, AttributeValue.From(value)));
    }

    /// <summary>
    /// Reads the division back. What is missing counts as nothing, the total as the root's duration; the gateway's own share,
    /// where it is missing, is what the others leave.
    /// </summary>
    public static LatencyBreakdown Read(Span root)
    {
        var total = Get(AttributeKeys.ProxyKongLatencyTotal) ?? root.Duration;
        var upstream = Get(AttributeKeys.ProxyKongLatencyUpstream) ?? 0;
        var client = Get(AttributeKeys.ProxyKongLatencyClient) ?? 0;
        var thirdParty = Get(AttributeKeys.ProxyKongLatency3pTotalIo) ?? 0;
        return new LatencyBreakdown(
            total,
            Get(AttributeKeys.ProxyKongLatencyInternal) ?? Math.Max(0, total - upstream - client - thirdParty),
            upstream,
            client,
            thirdParty,
            Get(AttributeKeys.ProxyKongLatency3pDnsTotalIo) ?? 0,
            Get(AttributeKeys.ProxyKongLatency3pHttpClientTotalIo) ?? 0,
            Get(AttributeKeys.ProxyKongLatency3pRedisTotalIo) ?? 0,
            Get(AttributeKeys.ProxyKongLatency3pTcpsockTotalIo) ?? 0);

        long? Get(AttributeKey key) => root.TryGet(key, out var value) && value.Type == AttributeType.Int ? value.AsInt : null;
    }
}
