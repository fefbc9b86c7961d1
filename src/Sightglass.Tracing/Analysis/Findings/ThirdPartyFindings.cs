using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>Name resolution, and the calls plugins make.</summary>
internal static class ThirdPartyFindings
{
    public static void Look(FindingContext context)
    {
        for (var span = 0; span < context.Trace.Spans.Length; span++)
        {
            var name = context.Trace.Spans[span].Name;
            if (name == SpanNames.Dns.Text)
            {
                LookAtDns(context, span);
            }
            else if (SpanCatalogue.CategoryOf(name) == SpanCategory.ThirdParty && context.HasFailed(span))
            {
                var peer = context.Text(span, AttributeKeys.NetworkPeerAddress);
                context.Add(
                    FindingKind.CallFailed,
                    FindingSeverity.Warning,
                    span,
                    $"'{name}'{(peer is null ? "" : $" with {peer}")} failed after {DurationText.Of(context.Trace.Spans[span].Duration)}{context.Reason(span)}");
            }
        }
    }

    private static void LookAtDns(FindingContext context, int span)
    {
        var domain = context.Text(span, AttributeKeys.ProxyKongDnsDomain) ?? "a name";
        var duration = context.Trace.Spans[span].Duration;
        if (context.HasFailed(span))
        {
            context.Add(FindingKind.DnsFailed, FindingSeverity.Problem, span, $"Resolving {domain} failed after {DurationText.Of(duration)}{context.Reason(span)}");
        }
        else if (duration >= context.Thresholds.DnsSlow)
        {
            context.Add(FindingKind.DnsSlow, FindingSeverity.Warning, span, $"Resolving {domain} took {DurationText.Of(duration)}.");
        }
    }
}
