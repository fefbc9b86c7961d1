using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Recording;

/// <summary>A span as it is recorded.</summary>
internal struct SpanSlot
{
    public SpanName Name;
    public string? StatusMessage;
    public long Start;
    public long End;

    /// <summary>The parent's index as callers know it.</summary>
    public int Parent;

    /// <summary>The attribute set last, which leads to the ones before it; <see cref="TraceRecorder.None"/> while there is none.</summary>
    public int LastAttribute;

    public ushort AttributeCount;
    public ushort DroppedAttributes;
    public SpanStatus Status;
    public SpanFlags Flags;

    /// <summary>What the ledger is charged with while the span is open.</summary>
    public LatencyKind Kind;

    public readonly bool IsClosed => (Flags & SpanFlags.Closed) != 0;
}
