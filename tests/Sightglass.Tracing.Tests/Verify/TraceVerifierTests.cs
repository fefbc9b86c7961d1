using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Interchange;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Tests.Samples;
using Sightglass.Tracing.Verify;
using static Sightglass.Tracing.Catalogue.AttributeKeys;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Tests.Verify;

public sealed class TraceVerifierTests
{
    /// <summary>Every way to spoil a good trace, with the rule that must notice.</summary>
    private static readonly (string Name, TraceRule Rule, Func<Trace, Trace> Spoil)[] Mutations =
    [
        ("no spans", TraceRule.Root, trace => trace with { Spans = [] }),
        ("root renamed", TraceRule.Root, trace => trace.With("kong", span => span with { Name = "kong.router" })),
        ("root missing", TraceRule.Root, trace => trace.Without("kong")),
        ("second root", TraceRule.Root, trace => trace.With("kong.phase.access", span => span with { ParentSpanId = null })),
        ("parent missing", TraceRule.Root, trace => trace.Without("kong.access.plugin.rate-limiting")),
        ("id twice", TraceRule.Ids, trace => trace.With("kong.router", span => span with { SpanId = trace.Root.SpanId })),
        ("id of zeros", TraceRule.Ids, trace => trace.With("kong.router", span => span with { SpanId = default(ActivitySpanId) })),
        ("request id of another", TraceRule.Ids, trace => trace with { RequestId = "other" }),
        ("two spans swapped", TraceRule.Order, trace => trace with { Spans = trace.Spans.SetItem(3, trace.Spans[4]).SetItem(4, trace.Spans[3]) }),
        ("child before parent", TraceRule.Order, trace => trace with { Spans = trace.Spans.Remove(Last(trace)).Insert(1, Last(trace)) }),
        ("end before start", TraceRule.Duration, trace => trace.With("kong.router", span => span with { EndTime = span.StartTime - 1 })),
        ("starts before parent", TraceRule.Nesting, trace => trace.With("kong.router", span => span with { StartTime = span.StartTime - 500 })),
        ("ends after parent", TraceRule.Nesting, trace => trace.With("kong.io.redis.eval", span => span with { EndTime = span.EndTime + 1_001 })),
        ("ends after the root", TraceRule.Nesting, trace => trace.With("kong.wait_for_client_read", span => span with { EndTime = span.EndTime + 501 })),
        ("log phase inside the request", TraceRule.Nesting, trace => trace.With("kong.phase.log", span => span with { StartTime = trace.Root.EndTime - 1 })),
        ("filler", TraceRule.Filler, trace => trace.With("kong.router", span => span with { EndTime = span.StartTime })),
        ("access before rewrite", TraceRule.Stages, trace => trace.With("kong.phase.rewrite", span => span with { StartTime = span.StartTime + 300, EndTime = span.EndTime + 300 })),
        ("event outside", TraceRule.Events, trace => trace.With("kong.upstream.find_upstream", span => span with { Events = [span.Events[0] with { Time = span.EndTime + 1 }] })),
        ("unknown span", TraceRule.Name, trace => trace.With("kong.router", span => span with { Name = "kong.routing" })),
        ("wrong kind of root", TraceRule.Kind, trace => trace.With("kong", span => span with { Kind = SpanKind.Client })),
        ("wrong kind of exchange", TraceRule.Kind, trace => trace.With("kong.send_request_to_upstream", span => span with { Kind = SpanKind.Internal })),
        ("router at the top", TraceRule.Placement, trace => trace.With("kong.router", span => span with { ParentSpanId = trace.Root.SpanId })),
        ("plugin of another phase", TraceRule.Placement, trace => trace.With("kong.access.plugin.key-auth", span => span with { Name = "kong.rewrite.plugin.key-auth" })),
        ("root inside", TraceRule.Placement, trace => trace.With("kong.router", span => span with { Name = "kong" })),
        ("phase twice", TraceRule.Repetition, trace => trace.With("kong.phase.rewrite", span => span with { Name = "kong.phase.access" })),
        ("required attribute missing", TraceRule.MissingAttribute, trace => trace.With("kong.router", span => span.Without(ProxyKongRouterMatched))),
        ("plugin without its id", TraceRule.MissingAttribute, trace => trace.With("kong.access.plugin.key-auth", span => span.Without(ProxyKongPluginInstanceId))),
        ("root without status", TraceRule.MissingAttribute, trace => trace.With("kong", span => span.Without(HttpResponseStatusCode))),
        ("root without latency", TraceRule.MissingAttribute, trace => trace.With("kong", span => span.Without(ProxyKongLatencyClient))),
        ("another span's attribute", TraceRule.UnexpectedAttribute, trace => trace.With("kong.router", span => span.With(TryCount, AttributeValue.From(1)))),
        ("attribute of no span", TraceRule.UnexpectedAttribute, trace => trace.With("kong.router", span => span with { Attributes = span.Attributes.Add(new("proxy.kong.invented", AttributeValue.From(1))) })),
        ("attribute twice", TraceRule.UnexpectedAttribute, trace => trace.With("kong.router", span => span with { Attributes = span.Attributes.Add(span.Attributes[0]) })),
        ("number as text", TraceRule.AttributeType, trace => trace.With("kong", span => span.With(ClientPort, AttributeValue.From("51000")))),
        ("truth as text", TraceRule.AttributeType, trace => trace.With("kong.upstream.find_upstream", span => span.With(Keepalive, AttributeValue.From("false")))),
        ("matched maybe", TraceRule.Value, trace => trace.With("kong.router", span => span.With(ProxyKongRouterMatched, AttributeValue.From("maybe")))),
        ("matched without a route", TraceRule.Value, trace => trace.With("kong.router", span => span.Without(ProxyKongRouterRouteId))),
        ("status 1000", TraceRule.Value, trace => trace.With("kong", span => span.With(HttpResponseStatusCode, AttributeValue.From(1_000)))),
        ("size below 0", TraceRule.Value, trace => trace.With("kong", span => span.With(HttpRequestSize, AttributeValue.From(-1)))),
        ("tries from 0", TraceRule.Value, trace => trace.With("kong.upstream.find_upstream", span => span.With(TryCount, AttributeValue.From(0)))),
        ("tries no JSON", TraceRule.Value, trace => trace.With("kong.dns", span => span.With(ProxyKongDnsEntry, AttributeValue.From("A 10.0.0.9")))),
        ("peers without times", TraceRule.Value, trace => trace.With("kong", span => span.With(ProxyKongLatencyNetIoTimings, AttributeValue.From("""[{"ip":"10.0.0.9"}]""")))),
        ("error without a message", TraceRule.Status, trace => trace.With("kong.upstream.find_upstream", span => span with { StatusMessage = null })),
        ("message without an error", TraceRule.Status, trace => trace.With("kong.router", span => span with { StatusMessage = "fine" })),
        ("cut without an error", TraceRule.Status, trace => trace.With("kong.router", span => span.With(SightglassCut, AttributeValue.From(true)))),
        ("total not the root's", TraceRule.Accounting, trace => trace with { Latency = trace.Latency with { Total = trace.Latency.Total + 1, Internal = trace.Latency.Internal + 1 } }),
        ("sum off by one", TraceRule.Accounting, trace => trace with { Latency = trace.Latency with { Client = trace.Latency.Client + 1 } }),
        ("internal below 0", TraceRule.Accounting, trace => trace with { Latency = trace.Latency with { Internal = -1, Upstream = trace.Latency.Upstream + trace.Latency.Internal + 1 } }),
        ("more third party than its kinds", TraceRule.Accounting, trace => trace with { Latency = trace.Latency with { Redis = 0 } }),
        ("attribute says otherwise", TraceRule.Accounting, trace => trace.With("kong", span => span.With(ProxyKongLatencyUpstream, AttributeValue.From(1)))),
        ("charged to nobody's span", TraceRule.Accounting, trace => trace with { Latency = trace.Latency with { TcpSock = 1 } }),
    ];

    public static TheoryData<string> MutationNames => [.. Mutations.Select(mutation => mutation.Name)];

    [Fact]
    public void Verify_GoodTraces_FindsNothing()
    {
        foreach (var trace in (Trace[])[Recordings.Full(), SmallTraces.NoRoute(), SmallTraces.EarlyExit(), SmallTraces.Aborted()])
        {
            Assert.Empty(TraceVerifier.Verify(trace));
        }
    }

    [Theory]
    [MemberData(nameof(MutationNames))]
    public void Verify_SpoiltTrace_NamesTheRule(string name)
    {
        var (_, rule, spoil) = Mutations.Single(mutation => mutation.Name == name);
        var violations = TraceVerifier.Verify(spoil(Recordings.Full()));
        Assert.Contains(violations, violation => violation.Rule == rule);
        Assert.All(violations, violation => Assert.NotEmpty(violation.Message));
    }

    [Fact]
    public void Mutations_Together_BreakEveryRule()
    {
        var untried = Enum.GetValues<TraceRule>().Except(Mutations.Select(mutation => mutation.Rule));
        Assert.Equal([TraceRule.Message], untried);
    }

    [Fact]
    public void Verify_AttributesOfAPlugin_AreAllowed()
    {
        var trace = Recordings.Full().With("kong.access.plugin.key-auth", span => span with { Attributes = span.Attributes.Add(new("acme.tenant", AttributeValue.From("t"))) });
        Assert.Empty(TraceVerifier.Verify(trace));
    }

    [Fact]
    public void Verify_TraceWithDroppedSpans_AsksNoEvidence()
    {
        var trace = Recordings.Full().Without("kong.io.redis.eval");
        Assert.Contains(TraceVerifier.Verify(trace), violation => violation.Rule == TraceRule.Accounting);
        Assert.Empty(TraceVerifier.Verify(trace with { DroppedSpans = 1 }));
    }

    [Fact]
    public void Verify_Violation_ExplainsItself()
    {
        var trace = Recordings.Full().With("kong.io.redis.eval", span => span with { EndTime = span.EndTime + 1_001 });
        var violation = Assert.Single(TraceVerifier.Verify(trace));
        Assert.Equal(
            $"Nesting: kong.io.redis.eval ({violation.SpanId}): It ends 1 ns after its parent 'kong.access.plugin.rate-limiting'.",
            violation.ToString());
    }

    [Fact]
    public void Report_OfAFile_ListsEveryTrace()
    {
        var bad = Recordings.Full("bad").With("kong.router", span => span with { Kind = SpanKind.Client });
        var file = new TraceFile
        {
            Traces = [Envelopes.Full(), new TraceEnvelope(bad, Envelopes.Origin)],
            RejectedSpans = 2,
            RejectionReason = "A span id occurs twice in a trace.",
        };
        var report = TraceFileReport.Of(file);
        using var text = new StringWriter { NewLine = "\n" };
        report.Write(text);
        var router = bad.Spans[bad.IndexOf("kong.router")].SpanId;
        Assert.False(report.IsGood);
        Assert.Equal(
            $"""
            Message: 2 spans cannot be used: A span id occurs twice in a trace.
            {Recordings.RequestId}: 21 spans, good
            bad: 21 spans, 1 violation
              Kind: kong.router ({router}): Its kind is Client, expected Internal.

            """,
            text.ToString());
        Assert.True(TraceFileReport.Of(file with { Traces = [Envelopes.Full()], RejectedSpans = 0 }).IsGood);
    }

    private static Span Last(Trace trace) => trace.Spans[^1];
}
