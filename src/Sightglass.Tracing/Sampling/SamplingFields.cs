using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Sightglass.Expressions.Fields;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Sampling;

/// <summary>
/// The fields that sampling rules may use: everything of a request, every attribute of the root span under its own name and its newer
/// spellings, the total in milliseconds, and duration and status of any span. Boolean attributes are Strings here, <c>true</c> or
/// <c>false</c>, since the language has no booleans.
/// </summary>
public static class SamplingFields
{
    private static readonly ImmutableArray<(int Id, AttributeKey Attribute, int Stage)> RootAttributes =
    [
        (SamplingFieldIds.ResponseStatusCode, AttributeKeys.HttpResponseStatusCode, SamplingStages.ResponseHead),
        (SamplingFieldIds.UpstreamStatusCode, AttributeKeys.ProxyKongUpstreamStatusCode, SamplingStages.ResponseHead),
        (SamplingFieldIds.RouteId, AttributeKeys.ProxyKongRouteId, SamplingStages.Route),
        (SamplingFieldIds.ServiceId, AttributeKeys.ProxyKongServiceId, SamplingStages.Route),
        (SamplingFieldIds.ConsumerId, AttributeKeys.ProxyKongConsumerId, SamplingStages.Consumer),
        (SamplingFieldIds.UpstreamId, AttributeKeys.ProxyKongUpstreamId, SamplingStages.ResponseHead),
        (SamplingFieldIds.RequestId, AttributeKeys.KongRequestId, SamplingStages.Request),
        (SamplingFieldIds.UrlFull, AttributeKeys.UrlFull, SamplingStages.Request),
        (SamplingFieldIds.UrlScheme, AttributeKeys.UrlScheme, SamplingStages.Request),
        (SamplingFieldIds.ClientAddress, AttributeKeys.ClientAddress, SamplingStages.Request),
        (SamplingFieldIds.ClientPort, AttributeKeys.ClientPort, SamplingStages.Request),
        (SamplingFieldIds.NetworkPeerAddress, AttributeKeys.NetworkPeerAddress, SamplingStages.Request),
        (SamplingFieldIds.NetworkPeerPort, AttributeKeys.NetworkPeerPort, SamplingStages.Request),
        (SamplingFieldIds.ServerAddress, AttributeKeys.ServerAddress, SamplingStages.Request),
        (SamplingFieldIds.ServerPort, AttributeKeys.ServerPort, SamplingStages.Request),
        (SamplingFieldIds.NetworkProtocolName, AttributeKeys.NetworkProtocolName, SamplingStages.ResponseHead),
        (SamplingFieldIds.NetworkProtocolVersion, AttributeKeys.NetworkProtocolVersion, SamplingStages.Request),
        (SamplingFieldIds.RequestMethod, AttributeKeys.HttpRequestMethod, SamplingStages.Request),
        (SamplingFieldIds.RequestBodySize, AttributeKeys.HttpRequestBodySize, SamplingStages.End),
        (SamplingFieldIds.RequestSize, AttributeKeys.HttpRequestSize, SamplingStages.End),
        (SamplingFieldIds.ResponseBodySize, AttributeKeys.HttpResponseBodySize, SamplingStages.End),
        (SamplingFieldIds.ResponseSize, AttributeKeys.HttpResponseSize, SamplingStages.End),
        (SamplingFieldIds.RequestHeaderHost, AttributeKeys.HttpRequestHeaderHost, SamplingStages.Request),
        (SamplingFieldIds.TlsServerName, AttributeKeys.TlsClientServerName, SamplingStages.Request),
        (SamplingFieldIds.TlsResumed, AttributeKeys.TlsResumed, SamplingStages.Request),
        (SamplingFieldIds.TlsClientSubject, AttributeKeys.TlsClientSubject, SamplingStages.Request),
        (SamplingFieldIds.TlsServerSubject, AttributeKeys.TlsServerSubject, SamplingStages.Request),
        (SamplingFieldIds.TlsCipher, AttributeKeys.TlsCipher, SamplingStages.Request),
        (SamplingFieldIds.TlsProtocolVersion, AttributeKeys.TlsProtocolVersion, SamplingStages.Request),
        (SamplingFieldIds.LatencyTotal, AttributeKeys.ProxyKongLatencyTotal, SamplingStages.End),
        (SamplingFieldIds.LatencyInternal, AttributeKeys.ProxyKongLatencyInternal, SamplingStages.End),
        (SamplingFieldIds.LatencyUpstream, AttributeKeys.ProxyKongLatencyUpstream, SamplingStages.End),
        (SamplingFieldIds.LatencyClient, AttributeKeys.ProxyKongLatencyClient, SamplingStages.End),
        (SamplingFieldIds.LatencyThirdParty, AttributeKeys.ProxyKongLatency3pTotalIo, SamplingStages.End),
        (SamplingFieldIds.LatencyDns, AttributeKeys.ProxyKongLatency3pDnsTotalIo, SamplingStages.End),
        (SamplingFieldIds.LatencyHttpClient, AttributeKeys.ProxyKongLatency3pHttpClientTotalIo, SamplingStages.End),
        (SamplingFieldIds.LatencyRedis, AttributeKeys.ProxyKongLatency3pRedisTotalIo, SamplingStages.End),
        (SamplingFieldIds.LatencyTcpSock, AttributeKeys.ProxyKongLatency3pTcpsockTotalIo, SamplingStages.End),
        (SamplingFieldIds.NetIoTimings, AttributeKeys.ProxyKongLatencyNetIoTimings, SamplingStages.End),
        (SamplingFieldIds.ClientKeepAlive, AttributeKeys.ProxyKongClientKA, SamplingStages.Request),
        (SamplingFieldIds.ConnectionRequestCount, AttributeKeys.ProxyKongClientConnectionRequestCount, SamplingStages.Request),
        (SamplingFieldIds.DroppedSpans, AttributeKeys.SightglassDroppedSpans, SamplingStages.End),
    ];

    private static readonly FrozenDictionary<int, AttributeKey> ById = RootAttributes.ToFrozenDictionary(entry => entry.Id, entry => entry.Attribute);

    /// <summary>The catalogue to parse sampling rules with.</summary>
    public static FieldCatalogue Catalogue { get; } = new([.. RequestFields.Http, .. RootAttributes.Select(Define), .. Derived()], SamplingStages.Names);

    /// <summary>The attribute of the root span that a field stands for; false for the fields of a request and for derived ones.</summary>
    public static bool TryGetAttribute(int fieldId, [NotNullWhen(true)] out AttributeKey? attribute) => ById.TryGetValue(fieldId, out attribute);

    private static FieldDefinition Define((int Id, AttributeKey Attribute, int Stage) entry) => new(entry.Id, entry.Attribute.Name, TypeOf(entry.Attribute))
    {
        Stage = entry.Stage,
        Meaning = entry.Attribute.Meaning,
        Aliases = [.. Aliases.SpellingsOf[entry.Attribute.Name]],
    };

    private static IEnumerable<FieldDefinition> Derived() =>
    [
        new(SamplingFieldIds.LatencyTotalMs, Aliases.LatencyTotalMilliseconds, FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Time from the first byte in to the last byte out, in whole milliseconds, rounded down.",
        },
        new(SamplingFieldIds.SpanDurationMs, "span[\"*\"].duration_ms", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "The durations of the spans of this name, in whole milliseconds, rounded down; absent if there is none.",
        },
        new(SamplingFieldIds.SpanStatus, "span[\"*\"].status", FieldType.String)
        {
            Stage = SamplingStages.End,
            Meaning = "The statuses of the spans of this name: unset, ok or error; absent if there is none.",
        },
    ];

    private static FieldType TypeOf(AttributeKey attribute) => attribute.Type switch
    {
        AttributeType.Int => FieldType.Int,
        AttributeType.String or AttributeType.Bool => FieldType.String,
        _ => throw new NotSupportedException($"{attribute.Name} is a {attribute.Type}, which no field can be."),
    };
}
