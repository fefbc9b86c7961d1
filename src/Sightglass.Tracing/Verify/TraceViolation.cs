namespace Sightglass.Tracing.Verify;

/// <summary>Something in a trace that is not as it must be.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="SpanName">The span it is about; null when it is about the whole trace.</param>
/// <param name="SpanId">That span's id.</param>
public sealed record TraceViolation(TraceRule Rule, string Message, string? SpanName = null, string? SpanId = null)
{
    public override string ToString() =>
        SpanName is null ? $"{Rule}: {Message}" : $"{Rule}: {SpanName} ({SpanId}): {Message}";
}
