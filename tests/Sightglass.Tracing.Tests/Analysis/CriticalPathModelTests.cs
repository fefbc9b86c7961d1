using FsCheck;
using FsCheck.Fluent;
using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Analysis;

public sealed class CriticalPathModelTests
{
    [Fact]
    public void Of_AnyTrace_CoversTheRootExactly() => Prop.ForAll(Arb.From(Generators.Traces), trace =>
    {
        var path = CriticalPath.Of(TraceTree.Of(trace));
        var cursor = trace.Root.StartTime;
        foreach (var segment in path)
        {
            Assert.Equal(cursor, segment.Start);
            Assert.True(segment.Duration > 0);
            Assert.InRange(segment.Start, trace.Spans[segment.Span].StartTime, trace.Spans[segment.Span].EndTime);
            Assert.InRange(segment.End, trace.Spans[segment.Span].StartTime, trace.Spans[segment.Span].EndTime);
            cursor = segment.End;
        }

        Assert.Equal(trace.Root.EndTime, cursor);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void SelfTime_AnyTrace_IsWhatAnInstantByInstantCountGives() => Prop.ForAll(Arb.From(Generators.Traces), trace =>
    {
        var tree = TraceTree.Of(trace);
        for (var index = 0; index < trace.Spans.Length; index++)
        {
            var span = trace.Spans[index];
            var children = tree.ChildrenOf(index).Select(child => trace.Spans[child]).ToList();
            var alone = 0L;
            for (var instant = span.StartTime; instant < span.EndTime; instant++)
            {
                alone += children.Exists(child => child.StartTime <= instant && instant < child.EndTime) ? 0 : 1;
            }

            Assert.Equal(alone, SelfTime.Of(tree, index));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void WaterfallRows_AnyTrace_NestBySubtreeLength() => Prop.ForAll(Arb.From(Generators.Traces), trace =>
    {
        var rows = WaterfallRows.Of(trace).Rows;
        Assert.Equal(Enumerable.Range(0, trace.Spans.Length), rows.Select(row => row.Span).Order());
        for (var row = 0; row < rows.Length; row++)
        {
            var below = rows.Skip(row + 1).TakeWhile(other => other.Depth > rows[row].Depth).Count();
            Assert.Equal(below, rows[row].SubtreeLength);
            Assert.True(rows[row].Parent < row);
            Assert.True(rows[row].Start >= 0);
        }
    }).QuickCheckThrowOnFailure();
}
