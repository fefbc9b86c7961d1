using System.Buffers.Binary;
using System.Diagnostics;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Assembly;

/// <summary>From the message's span to the model's.</summary>
internal static class WireSpanConversion
{
    public static Span ToSpan(WireSpan span) => new()
    {
        SpanId = ToSpanId(span.SpanId),
        ParentSpanId = span.ParentSpanId == 0 ? null : ToSpanId(span.ParentSpanId),
        Name = span.Name,
        Kind = span.Kind,
        StartTime = (long)span.StartTime,

        // A sender's wall clock may have been set back meanwhile.
        EndTime = (long)Math.Max(span.StartTime, span.EndTime),
        Status = span.Status,
        StatusMessage = string.IsNullOrEmpty(span.StatusMessage) ? null : span.StatusMessage,
        Attributes = span.Attributes.ToImmutable(),
        Events = span.Events.ToImmutable(),
        DroppedAttributes = (int)Math.Clamp(span.DroppedAttributes + span.Attributes.Dropped, 0, int.MaxValue),
        DroppedEvents = (int)Math.Clamp(span.DroppedEvents, 0, int.MaxValue),
    };

    public static ActivityTraceId ToTraceId(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return ActivityTraceId.CreateFromBytes(bytes);
    }

    public static ActivitySpanId ToSpanId(ulong id)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id);
        return ActivitySpanId.CreateFromBytes(bytes);
    }
}
