using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Sightglass.Tracing.Catalogue;

/// <summary>
/// Newer spellings that other gateways of the family use. They are understood in sampling rules and when a foreign trace is read;
/// they are never recorded.
/// </summary>
public static class Aliases
{
    /// <summary>Every spelling with the attribute it means.</summary>
    public static ImmutableArray<KeyValuePair<string, AttributeKey>> All { get; } =
    [
        new("proxy.kong.request.id", AttributeKeys.KongRequestId),
        new("proxy.kong.request_id", AttributeKeys.KongRequestId),
        new("proxy.kong.request.host", AttributeKeys.HttpRequestHeaderHost),
        new("proxy.kong.http.request.body.size", AttributeKeys.HttpRequestBodySize),
        new("proxy.kong.http.response.body.size", AttributeKeys.HttpResponseBodySize),
        new("proxy.kong.route.id", AttributeKeys.ProxyKongRouteId),
        new("proxy.kong.service.id", AttributeKeys.ProxyKongServiceId),
        new("proxy.kong.consumer.id", AttributeKeys.ProxyKongConsumerId),
        new("proxy.kong.upstream.id", AttributeKeys.ProxyKongUpstreamId),
        new("proxy.kong.upstream.status_code", AttributeKeys.ProxyKongUpstreamStatusCode),
        new("proxy.kong.plugin.id", AttributeKeys.ProxyKongPluginInstanceId),
        new("proxy.kong.dns.tries", AttributeKeys.ProxyKongDnsEntry),
    ];

    /// <summary>
    /// The total in whole milliseconds, rounded down: a field of sampling rules that is derived from
    /// <see cref="AttributeKeys.ProxyKongLatencyTotal"/>.
    /// </summary>
    public const string LatencyTotalMilliseconds = "proxy.kong.latency_total_ms";

    /// <summary>Newer names of spans with the catalogue's.</summary>
    public static FrozenDictionary<string, string> Spans { get; } = new Dictionary<string, string>
    {
        ["kong.find_upstream"] = SpanNames.FindUpstream.Text,
    }.ToFrozenDictionary();

    /// <summary>The attribute behind a newer spelling.</summary>
    public static FrozenDictionary<string, AttributeKey> Attributes { get; } = All.ToFrozenDictionary();

    internal static ILookup<string, string> SpellingsOf { get; } = All.ToLookup(alias => alias.Value.Name, alias => alias.Key);
}
