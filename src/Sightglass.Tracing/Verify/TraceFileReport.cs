using System.Collections.Immutable;
using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Interchange;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Verify;

/// <summary>What <c>sightglass trace verify</c> found in a file.</summary>
/// <param name="Traces">Every trace of the file with what is wrong with it.</param>
/// <param name="Message">What is wrong with the file itself.</param>
public sealed record TraceFileReport(ImmutableArray<(Trace Trace, ImmutableArray<TraceViolation> Violations)> Traces, ImmutableArray<TraceViolation> Message)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Message.IsEmpty && Traces.All(trace => trace.Violations.IsEmpty);

    /// <summary>Verifies every trace of a file.</summary>
    public static TraceFileReport Of(TraceFile file) => new(
        [.. file.Traces.Select(envelope => (envelope.Trace, TraceVerifier.Verify(envelope.Trace)))],
        file.RejectedSpans == 0 ? [] : [new TraceViolation(TraceRule.Message, $"{file.RejectedSpans} spans cannot be used: {file.RejectionReason}")]);

    /// <summary>Writes the report as text: a line for each trace, and under it one for each violation.</summary>
    public void Write(TextWriter output)
    {
        foreach (var violation in Message)
        {
            output.WriteLine(TerminalText.Of(violation.ToString()));
        }

        foreach (var (trace, violations) in Traces)
        {
            output.WriteLine($"{TerminalText.Of(trace.RequestId)}: {trace.Spans.Length} spans, {(violations.IsEmpty ? "good" : violations.Length == 1 ? "1 violation" : $"{violations.Length} violations")}");
            foreach (var violation in violations)
            {
                output.WriteLine($"  {TerminalText.Of(violation.ToString())}");
            }
        }
    }
}
