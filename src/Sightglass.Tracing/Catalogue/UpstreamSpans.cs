using System.Collections.Immutable;
using static Sightglass.Tracing.Catalogue.AttributeKeys;
using static Sightglass.Tracing.Catalogue.AttributeNeed;

namespace Sightglass.Tracing.Catalogue;

/// <summary>Finding an upstream and the exchange with it.</summary>
internal static class UpstreamSpans
{
    public static readonly ImmutableArray<SpanDefinition> All =
    [
        new()
        {
            Name = SpanNames.UpstreamSelection.Text,
            Category = SpanCategory.Gateway,
            Description = "Finding a target that can be reached: the balancer's choice and every attempt.",
            Starts = "Balancer asked for the first target.",
            Ends = "Connection of the chosen target ready to use.",
            Parents = [SpanNames.Root.Text],
            Attributes = [new(ProxyKongUpstreamLbAlgorithm)],
        },
        new()
        {
            Name = SpanNames.FindUpstream.Text,
            Kind = SpanKind.Client,
            Category = SpanCategory.Upstream,
            Description = "One attempt at one target. An attempt that is retried after sending covers the sending and reading that led to the retry.",
            Starts = "Target of this attempt chosen.",
            Ends = "Connection ready (TCP, TLS where used, or taken from the keep-alive pool), or failed.",
            Parents = [SpanNames.UpstreamSelection.Text],
            Attributes =
            [
                new(NetworkPeerAddress, RequiredUnlessFailed, "The address of the target."),
                new(NetworkPeerName, Meaning: "The DNS name of the target."),
                new(NetworkPeerPort, RequiredUnlessFailed, "The port of the target."),
                new(TryCount, Required),
                new(Keepalive, RequiredUnlessFailed),
            ],
            Repeats = true,
        },
        Exchange(SpanNames.SendRequestToUpstream.Text, "Writing the request to the upstream.", "First byte written.", "Last byte of head and body written.") with { Repeats = true },
        Exchange(SpanNames.ReadHeadersFromUpstream.Text, "Waiting for the response's head; the time to the first byte is in it.", "Request fully written.", "Response head complete.") with { Repeats = true },
        Exchange(SpanNames.ReadBodyFromUpstream.Text, "Reading the response's body.", "Response head complete.", "Last body byte read from the upstream."),
    ];

    private static SpanDefinition Exchange(string name, string description, string starts, string ends) => new()
    {
        Name = name,
        Kind = SpanKind.Client,
        Category = SpanCategory.Upstream,
        Description = description,
        Starts = starts,
        Ends = ends,
        Parents = [SpanNames.Root.Text],
    };
}
