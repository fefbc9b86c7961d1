using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Analysis;

public sealed class TraceTreeTests
{
    [Fact]
    public void PreOrder_Trace_PutsChildrenAfterTheirParent()
    {
        var tree = TraceTree.Of(Recordings.Full());
        Assert.Equal(
            """
            kong
            kong.read_client_http_headers
            kong.phase.rewrite
            kong.phase.access
            kong.router
            kong.access.plugin.key-auth
            kong.access.plugin.rate-limiting
            kong.dns
            kong.io.redis.eval
            kong.upstream.selection
            kong.upstream.find_upstream
            kong.upstream.find_upstream
            kong.send_request_to_upstream
            kong.read_headers_from_upstream
            kong.read_body_from_upstream
            kong.phase.header_filter
            kong.phase.body_filter
            kong.body_filter.plugin.response-transformer
            kong.wait_for_client_read
            kong.phase.log
            kong.log.plugin.http-log
            """,
            string.Join('\n', tree.PreOrder().Select(index => tree.Trace.Spans[index].Name)));
    }

    [Fact]
    public void SelfTime_ChildrenThatOverlapOrStickOut_CountOnceAndInside()
    {
        var trace = Recordings.Full();
        var tree = TraceTree.Of(trace);
        long Self(string name) => SelfTime.Of(tree, trace.IndexOf(name));
        Assert.Equal(6_900 - 1_500 - 3_500, Self("kong.access.plugin.rate-limiting"));
        Assert.Equal(600, Self("kong.router"));
        Assert.Equal(5_500 - 5_300, Self("kong.phase.body_filter"));
        Assert.Equal(6_200 - 2_000 - 3_000, Self("kong.upstream.selection"));
        Assert.Equal(400, Self("kong.log.plugin.http-log"));
        Assert.Equal(SelfTime.Of(tree).AsEnumerable(), Enumerable.Range(0, trace.Spans.Length).Select(index => SelfTime.Of(tree, index)));

        // Headers 1.5, rewrite 0.1, access 9.3, selection 6.2, send to read 61.5, body 80 to 90.6 with all filters in it, wait 8.5; the log phase is outside.
        Assert.Equal(100_000 - 1_500 - 100 - 9_300 - 6_200 - 61_500 - 10_600 - 8_500, Self("kong"));
    }

    [Fact]
    public void CriticalPath_Trace_CoversTheRootWithoutGapOrOverlap()
    {
        var trace = Recordings.Full();
        var path = CriticalPath.Of(TraceTree.Of(trace));
        Assert.Equal(trace.Root.StartTime, path[0].Start);
        Assert.Equal(trace.Root.EndTime, path[^1].End);
        Assert.All(path.Zip(path.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        var names = path.Select(segment => trace.Spans[segment.Span].Name).ToList();
        Assert.Contains("kong.read_headers_from_upstream", names);
        Assert.DoesNotContain("kong.phase.log", names);
    }

    [Fact]
    public void CriticalPath_ParallelCalls_FollowsTheOneThatEndedLast()
    {
        var trace = SmallTraces.Record(100, recorder =>
        {
            var plugin = recorder.Start(Recordings.KeyAuth, 10_000);
            var io = recorder.Io(plugin);
            var fast = io.Start(SpanNames.Dns, LatencyKind.Dns, 20_000);
            var slow = io.Start(Recordings.RedisEval, LatencyKind.Redis, 21_000);
            fast.End(40_000);
            slow.End(60_000);
            recorder.End(plugin, 70_000);
        });
        var path = CriticalPath.Of(TraceTree.Of(trace));
        Assert.Equal(
            ["kong 10", "kong.access.plugin.key-auth 10", "kong.dns 1", "kong.io.redis.eval 39", "kong.access.plugin.key-auth 10", "kong 30"],
            path.Select(segment => $"{trace.Spans[segment.Span].Name} {segment.Duration / 1_000}"));
    }

    [Fact]
    public void WaterfallRows_TenThousandSpansDeepOrWide_AreLaidOutWhole()
    {
        foreach (var isDeep in new[] { true, false })
        {
            var trace = SmallTraces.Record(100_000, recorder =>
            {
                var open = new Stack<int>();
                for (var span = 1; span < 9_990; span++)
                {
                    open.Push(recorder.Start(Recordings.KeyAuth, span * 10));
                    if (!isDeep)
                    {
                        recorder.End(open.Pop(), (span * 10) + 9);
                    }
                }

                for (var time = 100_000; open.Count > 0; time++)
                {
                    recorder.End(open.Pop(), time);
                }
            });
            var rows = WaterfallRows.Of(trace);
            Assert.Equal(9_990, rows.Rows.Length);
            Assert.Equal(9_989, rows.Rows[0].SubtreeLength);
            Assert.Equal(isDeep ? 9_989 : 1, rows.Rows[^1].Depth);
            Assert.Equal(trace.Root.Duration, rows.Rows.Sum(row => row.CriticalTime));
        }
    }
}
