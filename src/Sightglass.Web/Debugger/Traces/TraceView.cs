using System.Collections.Immutable;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Tracing.Analysis.Findings;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>Everything a trace's drawer or page shows.</summary>
public sealed class TraceView
{
    private readonly Guid _plane;
    private readonly Guid _session;
    private readonly string _here;

    /// <param name="plane">The control plane.</param>
    /// <param name="session">The debug session.</param>
    /// <param name="captured">The trace.</param>
    /// <param name="names">Names of what the trace knows by id.</param>
    /// <param name="here">The address of the page the trace is shown on, with its query but without the choice of a span.</param>
    /// <param name="spanId">The span to show; null for the one the headline points at.</param>
    public TraceView(Guid plane, Guid session, CapturedTrace captured, EntityNames names, string here, string? spanId)
    {
        _plane = plane;
        _session = session;
        _here = here;
        (Item, Trace) = (captured.Item, captured.Trace);
        Names = names;
        Waterfall = Waterfall.Create(Trace);
        Headline = TraceHeadlines.Of(Trace, Waterfall);
        Findings = TraceFindings.Of(Trace);
        Selected = Waterfall.Find(spanId) ?? Headline.Row ?? Waterfall.Rows[0];
    }

    public TraceItem Item { get; }

    public Trace Trace { get; }

    public EntityNames Names { get; }

    public Waterfall Waterfall { get; }

    public TraceHeadline Headline { get; }

    /// <summary>What stands out, what matters most first.</summary>
    public ImmutableArray<Finding> Findings { get; }

    public WaterfallLine Selected { get; }

    public Guid Plane => _plane;

    public string PageHref => DebuggerLinks.Trace(_plane, _session, Item.RequestId);

    public string WaterfallHref => DebuggerLinks.TraceWaterfall(_plane, _session, Item.RequestId);

    public string DownloadHref => DebuggerLinks.TraceDownload(_plane, _session, Item.RequestId);

    public string SpansHref => DebuggerLinks.TraceSpans(_plane, _session, Item.RequestId);

    /// <summary>The categories that occur, in the legend's order.</summary>
    public IEnumerable<SpanCategory> Categories
    {
        get
        {
            var present = Waterfall.Rows.Select(r => r.Category).ToHashSet();
            return SpanCategories.All.Where(present.Contains);
        }
    }

    /// <summary>This page with a span chosen.</summary>
    public string SpanHref(WaterfallLine row) => With("span", row.Span.SpanId.ToHexString());

    /// <summary>This page with the span that a finding is about.</summary>
    public string FindingHref(Finding finding) => With("span", Trace.Spans[finding.Span].SpanId.ToHexString());

    /// <summary>This page with another view of the trace; null for the spans.</summary>
    public string TabHref(string? tab) => tab is null ? _here : With("view", tab);

    /// <summary>A command that sends the request again, as far as the trace knows it: no query, no headers, no body.</summary>
    public string Curl
    {
        get
        {
            var url = Trace.Root.TryGet(AttributeKeys.UrlFull.Name, out var full) ? full.ToString() : Item.Path ?? "/";
            return $"curl -i -X {ShellText.Quote(Item.Method ?? "GET")} {ShellText.Quote(url)}";
        }
    }

    private string With(string name, string value) => _here + (_here.Contains('?', StringComparison.Ordinal) ? '&' : '?') + name + "=" + value;
}
