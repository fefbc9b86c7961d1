using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>How the request ended, and why.</summary>
internal static class OutcomeFindings
{
    public static void Look(FindingContext context)
    {
        foreach (var router in context.Named(SpanNames.Router.Text))
        {
            if (context.Text(router, AttributeKeys.ProxyKongRouterMatched) == "no")
            {
                context.Add(FindingKind.NoRoute, FindingSeverity.Problem, router, "No route matched the request.");
            }
        }

        for (var span = 0; span < context.Trace.Spans.Length; span++)
        {
            LookAtPlugin(context, span);
        }

        LookAtStatus(context);
        LookAtGaps(context);
    }

    private static void LookAtPlugin(FindingContext context, int span)
    {
        if (SpanCatalogue.PluginOf(context.Trace.Spans[span].Name) is not { } plugin)
        {
            return;
        }

        if (context.Int(span, AttributeKeys.ProxyKongPluginHttpResponseStatusCode) is { } status)
        {
            var message = context.Text(span, AttributeKeys.ProxyKongPluginHttpResponseStatusMessage);
            context.Add(
                FindingKind.PluginEndedRequest,
                status >= 500 ? FindingSeverity.Problem : status >= 400 ? FindingSeverity.Warning : FindingSeverity.Note,
                span,
                $"{plugin} ended the request with {status}{(string.IsNullOrEmpty(message) ? "" : $" ({message})")}.");
        }
        else if (context.HasFailed(span))
        {
            context.Add(FindingKind.PluginFailed, FindingSeverity.Problem, span, $"{plugin} failed{context.Reason(span)}");
        }
    }

    private static void LookAtStatus(FindingContext context)
    {
        var status = context.Int(0, AttributeKeys.HttpResponseStatusCode);
        if (status is null or < 500)
        {
            return;
        }

        var upstream = context.Int(0, AttributeKeys.ProxyKongUpstreamStatusCode);
        context.Add(
            FindingKind.ServerError,
            FindingSeverity.Problem,
            0,
            upstream == status ? $"The upstream answered {status}."
            : upstream is null ? $"The gateway answered {status} itself; no upstream answered."
            : $"The gateway answered {status}; the upstream had answered {upstream}.");
    }

    private static void LookAtGaps(FindingContext context)
    {
        var cut = Enumerable.Range(0, context.Trace.Spans.Length).Where(context.IsCut).ToList();
        if (cut.Count > 0)
        {
            context.Add(
                FindingKind.Cut,
                FindingSeverity.Warning,
                cut[0],
                $"'{context.Trace.Spans[cut[0]].Name}' was still going on when the step around it ended{(cut.Count > 1 ? $", and so were {cut.Count - 1} more" : "")}.");
        }

        if (context.Trace.DroppedSpans > 0)
        {
            context.Add(FindingKind.SpansDropped, FindingSeverity.Note, 0, $"{context.Trace.DroppedSpans} spans were not kept: the trace had reached its limit.");
        }
    }
}
