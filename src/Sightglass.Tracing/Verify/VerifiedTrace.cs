using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Verify;

/// <summary>A trace being looked at: its spans with their parents and definitions, and what has been found.</summary>
internal sealed class VerifiedTrace
{
    private readonly List<TraceViolation> _violations = [];

    public VerifiedTrace(Trace trace)
    {
        Trace = trace;
        Parents = new int[trace.Spans.Length];
        Definitions = new SpanDefinition?[trace.Spans.Length];
        var places = new Dictionary<ActivitySpanId, int>();
        for (var index = 0; index < trace.Spans.Length; index++)
        {
            places.TryAdd(trace.Spans[index].SpanId, index);
        }

        for (var index = 0; index < trace.Spans.Length; index++)
        {
            var span = trace.Spans[index];
            Parents[index] = span.ParentSpanId is { } parent && places.TryGetValue(parent, out var place) && place != index ? place : -1;
            Definitions[index] = SpanCatalogue.TryFind(span.Name, out var definition) ? definition : null;
        }
    }

    public Trace Trace { get; }

    /// <summary>For each span its parent's index; -1 where the parent is not in the trace.</summary>
    public int[] Parents { get; }

    /// <summary>For each span what the catalogue knows; null where it knows nothing.</summary>
    public SpanDefinition?[] Definitions { get; }

    public IReadOnlyList<TraceViolation> Violations => _violations;

    /// <summary>Whether the span was closed by what ended around it; what is set at the end of a step is then missing.</summary>
    public bool IsCut(int index) => Trace.Spans[index].TryGet(AttributeKeys.SightglassCut.Name, out _);

    public void Report(TraceRule rule, string message) => _violations.Add(new TraceViolation(rule, message));

    public void Report(TraceRule rule, int index, string message)
    {
        var span = Trace.Spans[index];
        _violations.Add(new TraceViolation(rule, message, span.Name, span.SpanId.ToHexString()));
    }
}
