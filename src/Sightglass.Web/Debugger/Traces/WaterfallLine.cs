using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>One line of the waterfall: a span with its place in the tree and on the time axis.</summary>
/// <param name="Index">The line's place in pre-order.</param>
/// <param name="Span">The span itself.</param>
/// <param name="Layout">Where it stands.</param>
/// <param name="FailedBelow">Failed spans below this one: shown while it is folded.</param>
public sealed record WaterfallLine(int Index, Span Span, WaterfallRow Layout, int FailedBelow)
{
    /// <summary>0 at the top.</summary>
    public int Depth => Layout.Depth;

    /// <summary>Lines of the subtree, this one included; folding it skips the rest of them.</summary>
    public int SubtreeLength => Layout.SubtreeLength + 1;

    /// <summary>The parent's line; null at the top.</summary>
    public int? Parent => Layout.Parent < 0 ? null : Layout.Parent;

    /// <summary>Nanoseconds from the start of the axis.</summary>
    public long Offset => Layout.Start;

    /// <summary>Time inside the span that no child covers, in nanoseconds.</summary>
    public long SelfTime => Layout.SelfTime;

    /// <summary>Time on the critical path that is the span's own, in nanoseconds.</summary>
    public long CriticalTime => Layout.CriticalTime;

    public SpanCategory Category => Layout.Category;

    public bool Failed => Layout.IsFailed;

    public bool HasChildren => Layout.SubtreeLength > 0;
}
