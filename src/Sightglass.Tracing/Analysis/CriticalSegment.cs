namespace Sightglass.Tracing.Analysis;

/// <summary>A piece of the critical path: what the request was waiting for, or doing, then.</summary>
/// <param name="Span">The span's index.</param>
/// <param name="Start">Unix time in nanoseconds.</param>
/// <param name="End">Unix time in nanoseconds.</param>
public readonly record struct CriticalSegment(int Span, long Start, long End)
{
    /// <summary>Nanoseconds.</summary>
    public long Duration => End - Start;
}
