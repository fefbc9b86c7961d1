using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>One line of the waterfall: a span with its place in the tree and on the time axis.</summary>
public sealed record WaterfallRow
{
    public required Span Span { get; init; }

    /// <summary>The row's place in pre-order.</summary>
    public required int Index { get; init; }

    /// <summary>0 for a root.</summary>
    public required int Depth { get; init; }

    /// <summary>Rows of the subtree, this one included; folding a row skips the rest of them.</summary>
    public required int SubtreeLength { get; init; }

    /// <summary>The parent's row; null for a root.</summary>
    public required int? Parent { get; init; }

    /// <summary>Nanoseconds from the start of the waterfall's window.</summary>
    public required long Offset { get; init; }

    /// <summary>Time inside the span that no child covers, in nanoseconds. Children that overlap count once.</summary>
    public required long SelfTime { get; init; }

    public required SpanCategory Category { get; init; }

    /// <summary>The span itself failed.</summary>
    public bool Failed => Span.Status == SpanStatus.Error;

    /// <summary>Failed spans below this one: shown on the row while it is folded.</summary>
    public required int FailedBelow { get; init; }

    public bool HasChildren => SubtreeLength > 1;
}
