using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Verify;

/// <summary>The division of the time: exact sums, and nothing charged that no span shows.</summary>
internal static class AccountingRules
{
    public static void Check(VerifiedTrace trace)
    {
        var latency = trace.Trace.Latency;
        CheckSums(trace, latency);
        CheckAttributes(trace, latency);

        // Where spans were dropped, what was charged may be for one of them.
        if (trace.Trace.DroppedSpans == 0)
        {
            CheckEvidence(trace, latency);
        }
    }

    private static void CheckSums(VerifiedTrace trace, LatencyBreakdown latency)
    {
        if (latency.Total != trace.Trace.Root.Duration)
        {
            Report($"The total is {latency.Total} ns, but the root takes {trace.Trace.Root.Duration} ns.");
        }

        var sum = latency.Internal + latency.Upstream + latency.Client + latency.ThirdParty;
        if (sum != latency.Total)
        {
            Report($"Internal, upstream, client and third party make {sum} ns, the total is {latency.Total} ns.");
        }

        foreach (var (name, value) in Parts(latency))
        {
            if (value < 0)
            {
                Report($"{name} is {value} ns; time cannot be below 0.");
            }
        }

        var kinds = latency.Dns + latency.HttpClient + latency.Redis + latency.TcpSock;
        if (latency.ThirdParty > kinds)
        {
            Report($"Third party is {latency.ThirdParty} ns, more than its kinds together, {kinds} ns.");
        }

        void Report(string message) => trace.Report(TraceRule.Accounting, message);
    }

    private static void CheckAttributes(VerifiedTrace trace, LatencyBreakdown latency)
    {
        foreach (var (name, value) in Parts(latency))
        {
            if (trace.Trace.Root.TryGet(name, out var attribute) && attribute.Type == AttributeType.Int && attribute.AsInt != value)
            {
                trace.Report(TraceRule.Accounting, $"{name} is {attribute} ns on the root, but {value} ns in the trace's division.");
            }
        }
    }

    private static void CheckEvidence(VerifiedTrace trace, LatencyBreakdown latency)
    {
        Check(latency.Upstream, "the upstream", SpanCategory.Upstream);
        Check(latency.Client, "the client", SpanCategory.Client);
        Check(latency.Dns, "name resolution", SpanCategory.ThirdParty, SpanNames.Dns.Text);
        Check(latency.HttpClient, "HTTP calls", SpanCategory.ThirdParty, "kong.io.http.");
        Check(latency.Redis, "Redis", SpanCategory.ThirdParty, "kong.io.redis.");
        Check(latency.TcpSock, "sockets", SpanCategory.ThirdParty, "kong.io.socket.");

        void Check(long charged, string party, SpanCategory category, string prefix = "")
        {
            if (charged > 0 && !trace.Trace.Spans.Any(span => IsEvidence(span, category, prefix)))
            {
                trace.Report(TraceRule.Accounting, $"{charged} ns are charged to {party}, but no span shows it.");
            }
        }
    }

    private static bool IsEvidence(Span span, SpanCategory category, string prefix) =>
        span.Name.StartsWith(prefix, StringComparison.Ordinal) && SpanCatalogue.CategoryOf(span.Name) == category;

    private static (string Name, long Value)[] Parts(LatencyBreakdown latency) =>
    [
        (AttributeKeys.ProxyKongLatencyTotal.Name, latency.Total),
        (AttributeKeys.ProxyKongLatencyInternal.Name, latency.Internal),
        (AttributeKeys.ProxyKongLatencyUpstream.Name, latency.Upstream),
        (AttributeKeys.ProxyKongLatencyClient.Name, latency.Client),
        (AttributeKeys.ProxyKongLatency3pTotalIo.Name, latency.ThirdParty),
        (AttributeKeys.ProxyKongLatency3pDnsTotalIo.Name, latency.Dns),
        (AttributeKeys.ProxyKongLatency3pHttpClientTotalIo.Name, latency.HttpClient),
        (AttributeKeys.ProxyKongLatency3pRedisTotalIo.Name, latency.Redis),
        (AttributeKeys.ProxyKongLatency3pTcpsockTotalIo.Name, latency.TcpSock),
    ];
}
