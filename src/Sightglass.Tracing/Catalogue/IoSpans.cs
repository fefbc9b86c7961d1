using System.Collections.Immutable;
using static Sightglass.Tracing.Catalogue.AttributeKeys;
using static Sightglass.Tracing.Catalogue.AttributeNeed;

namespace Sightglass.Tracing.Catalogue;

/// <summary>Name resolution and the calls that plugins make.</summary>
internal static class IoSpans
{
    public static readonly ImmutableArray<SpanDefinition> All =
    [
        new()
        {
            Name = SpanNames.Dns.Text,
            Category = SpanCategory.ThirdParty,
            Description = "Resolving a name, all tries included.",
            Starts = "Resolver asked.",
            Ends = "Answer, or the last try failed.",
            Parents = [.. PhaseSpans.PluginNames, SpanNames.FindUpstream.Text],
            Attributes = [new(ProxyKongDnsEntry, RequiredUnlessFailed), new(ProxyKongDnsDomain)],
            Repeats = true,
        },
        Io(SpanNames.IoHttpConnect.Text, "A plugin's HTTP client connects, TLS included.", "Connect begins.", "Connection ready."),
        Io(SpanNames.IoHttpRequest.Text, "A plugin's HTTP client sends a request and reads the response.", "First byte written.", "Last byte read.") with
        {
            Attributes =
            [
                .. Common("http"),
                new(HttpRequestMethod, Meaning: "The method of the call."),
                new(UrlFull, Meaning: "The URL called, without the query."),
                new(HttpResponseStatusCode, Meaning: "The status received."),
            ],
        },
        Io("kong.io.redis.{function}", "A plugin's call to Redis.", "Command written.", "Reply read."),
        Io(SpanNames.IoSocketConnect.Text, "A plugin's socket connects.", "Connect begins.", "Connected."),
        Io(SpanNames.IoSocketSslHandshake.Text, "A plugin's socket performs a TLS handshake.", "Handshake begins.", "Handshake finished."),
        Io(SpanNames.IoSocketSend.Text, "A plugin sends on its socket.", "First byte written.", "Last byte written."),
        Io(SpanNames.IoSocketReceive.Text, "A plugin receives on its socket.", "Receive begins.", "Bytes received."),
    ];

    private static SpanDefinition Io(string name, string description, string starts, string ends) => new()
    {
        Name = name,
        Category = SpanCategory.ThirdParty,
        Description = description,
        Starts = starts,
        Ends = ends,
        Parents = PhaseSpans.PluginNames,
        Attributes = [.. Common("http, grpc, redis, tcp or tls")],
        Repeats = true,
    };

    private static AttributeUse[] Common(string protocols) =>
    [
        new(NetworkPeerAddress, RequiredUnlessFailed, "The address the gateway connected to."),
        new(NetworkProtocolName, RequiredUnlessFailed, $"The protocol used: {protocols}."),
    ];
}
