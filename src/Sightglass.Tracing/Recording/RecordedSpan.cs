using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Recording;

/// <summary>A span as it stands while its request goes on. Times are ticks of the trace's clock.</summary>
/// <param name="Index">Its index, for <see cref="TraceRecorder.TryGet"/> and <see cref="TraceRecorder.SpanIdOf"/>.</param>
/// <param name="Parent">The index of the span around it; <see cref="TraceRecorder.None"/> of the root.</param>
/// <param name="Name">What it is.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; null while it is open.</param>
/// <param name="Status">Whether it failed; one that was cut did.</param>
/// <param name="StatusMessage">What failed.</param>
public readonly record struct RecordedSpan(
    int Index,
    int Parent,
    SpanName Name,
    long Start,
    long? End,
    SpanStatus Status,
    string? StatusMessage)
{
    /// <summary>How long it took; 0 while it is open.</summary>
    public long Duration => End is { } end ? end - Start : 0;
}
