using System.Collections.Immutable;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Tests.Samples;

/// <summary>Any traces at all, for properties.</summary>
internal static class Generators
{
    private static readonly Gen<string> Name =
        from letters in Gen.ArrayOf(Gen.Elements("abc.ü€😀\"\\\n\0 {}<".EnumerateRunes().Select(rune => rune.ToString()).ToArray()))
        select string.Concat(letters);

    private static readonly Gen<AttributeValue> Value = Gen.OneOf(
        Name.Select(AttributeValue.From),
        Gen.Elements(0L, 1L, -1L, 127, 128, long.MaxValue, long.MinValue, 1L << 53).Select(AttributeValue.From),
        Gen.Elements(true, false).Select(AttributeValue.From),
        Gen.Elements(0.0, -0.0, 1.0, 1e300, -1.5e-300, 0.1, double.PositiveInfinity, double.NegativeInfinity, double.NaN).Select(AttributeValue.From));

    private static readonly Gen<ImmutableArray<KeyValuePair<string, AttributeValue>>> Attributes =
        from pairs in Gen.ArrayOf(from name in Name from value in Value select KeyValuePair.Create("a" + name, value))
        select pairs.DistinctBy(pair => pair.Key).ToImmutableArray();

    private static readonly Gen<SpanEvent> Event =
        from name in Name
        from time in Gen.Choose(1, 1_000_000)
        from attributes in Attributes
        select new SpanEvent(name, time, attributes);

    public static readonly Gen<Trace> Traces =
        from count in Gen.Choose(1, 12)
        from seeds in Gen.ArrayOf(Shape, count)
        from remote in Gen.Elements(0UL, 0xABCDEFUL)
        from low in Gen.Choose(1, int.MaxValue)
        select Build(seeds, remote, (ulong)low);

    public static readonly Gen<TelemetryOrigin> Origins =
        from node in Gen.Elements("", "node-1", "node-2")
        from plane in Gen.Elements(null, "plane-1")
        from sessions in Gen.ArrayOf(Gen.Elements("s1", "s2", "s3"))
        select new TelemetryOrigin { NodeId = node, ControlPlaneId = plane, SessionIds = [.. sessions] };

    public static readonly Gen<TraceEnvelope> Envelopes =
        from trace in Traces
        from origin in Origins
        select new TraceEnvelope(trace with { NodeId = origin.NodeId }, origin);

    private static Gen<Seed> Shape =>
        from parent in Gen.Choose(0, 1_000)
        from offset in Gen.Choose(0, 50)
        from length in Gen.Choose(0, 1_000)
        from name in Name
        from kind in Gen.Elements(Enum.GetValues<SpanKind>())
        from status in Gen.Elements(Enum.GetValues<SpanStatus>())
        from message in Gen.Elements(null, "failed", "é")
        from attributes in Attributes
        from events in Gen.ArrayOf(Event)
        select new Seed(parent, offset, length, name, kind, status, message, attributes, events);

    private static Trace Build(Seed[] seeds, ulong remote, ulong low)
    {
        var parents = seeds.Select((seed, index) => index == 0 ? -1 : seed.Parent % index).ToArray();
        var starts = new long[seeds.Length];
        for (var index = 0; index < seeds.Length; index++)
        {
            starts[index] = (index == 0 ? 1_700_000_000_000_000_000 : starts[parents[index]]) + seeds[index].Offset;
        }

        var requestId = low.ToString("x32");
        var spans = SpanOrder.Of(parents, starts).Select(index => new Span
        {
            SpanId = Id(index),
            ParentSpanId = index > 0 ? Id(parents[index]) : remote == 0 ? null : ActivitySpanId.CreateFromString(remote.ToString("x16")),
            Name = seeds[index].Name,
            Kind = seeds[index].Kind,
            StartTime = starts[index],
            EndTime = starts[index] + seeds[index].Length,
            Status = seeds[index].Status,
            StatusMessage = seeds[index].Message,
            Attributes = index == 0 ? [new("kong.request.id", AttributeValue.From(requestId)), .. seeds[index].Attributes] : seeds[index].Attributes,
            Events = [.. seeds[index].Events],
            DroppedAttributes = index,
            DroppedEvents = index * 200,
        }).ToImmutableArray();
        return new Trace
        {
            RequestId = requestId,
            TraceId = ActivityTraceId.CreateFromString((low ^ 0x5555).ToString("x32")),
            NodeId = "",
            Spans = spans,
            Latency = LatencyAttributes.Read(spans[0]),
        };

        ActivitySpanId Id(int index) => ActivitySpanId.CreateFromString(((low << 8) + (ulong)index + 1).ToString("x16"));
    }

    private sealed record Seed(
        int Parent,
        int Offset,
        int Length,
        string Name,
        SpanKind Kind,
        SpanStatus Status,
        string? Message,
        ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes,
        SpanEvent[] Events);
}
