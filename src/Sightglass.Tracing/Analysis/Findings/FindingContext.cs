using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>A trace being looked at, and what has been found.</summary>
internal sealed class FindingContext(Trace trace, FindingThresholds thresholds)
{
    public Trace Trace { get; } = trace;

    public TraceTree Tree { get; } = TraceTree.Of(trace);

    public FindingThresholds Thresholds { get; } = thresholds;

    public List<Finding> Found { get; } = [];

    public void Add(FindingKind kind, FindingSeverity severity, int span, string text) => Found.Add(new Finding(kind, severity, text, span));

    public IEnumerable<int> Named(string name) => Enumerable.Range(0, Trace.Spans.Length).Where(index => Trace.Spans[index].Name == name);

    public bool IsCut(int span) => Trace.Spans[span].TryGet(AttributeKeys.SightglassCut, out _);

    /// <summary>Whether the span failed of itself, not because what was around it ended.</summary>
    public bool HasFailed(int span) => Trace.Spans[span].Status == SpanStatus.Error && !IsCut(span);

    public string? Text(int span, AttributeKey key) => Trace.Spans[span].TryGet(key, out var value) ? value.ToString() : null;

    public long? Int(int span, AttributeKey key) =>
        Trace.Spans[span].TryGet(key, out var value) && value.Type == AttributeType.Int ? value.AsInt : null;

    public bool? Bool(int span, AttributeKey key) =>
        Trace.Spans[span].TryGet(key, out var value) && value.Type == AttributeType.Bool ? value.AsBool : null;

    /// <summary>What failed, as the end of a sentence.</summary>
    public string Reason(int span) => Trace.Spans[span].StatusMessage is { Length: > 0 } message ? $": {message.TrimEnd('.')}." : ".";

    public static string Percent(double share) => $"{share * 100:0} %";
}
