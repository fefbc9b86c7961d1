using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>Where most of the time goes.</summary>
internal static class ShareFindings
{
    public static void Look(FindingContext context)
    {
        LookAtPlugins(context);
        var latency = context.Trace.Latency;
        LookAt(context, latency.Upstream, FindingKind.UpstreamDominates, FindingSeverity.Note, SpanCategory.Upstream, "waiting for the upstream");
        LookAt(context, latency.ThirdParty, FindingKind.ThirdPartyDominates, FindingSeverity.Warning, SpanCategory.ThirdParty, "in name resolution and plugins' calls");
        LookAtClient(context);
    }

    /// <summary>A plugin's own time is what is left without the calls it makes; over a streamed body it is what was measured inside.</summary>
    private static void LookAtPlugins(FindingContext context)
    {
        var whole = context.Trace.Latency.Internal;
        for (var span = 0; span < context.Trace.Spans.Length; span++)
        {
            if (!SpanCatalogue.TryFind(context.Trace.Spans[span].Name, out var definition) || definition is not { Category: SpanCategory.Plugin, InTotal: true })
            {
                continue;
            }

            var own = context.Int(span, AttributeKeys.ProxyKongPluginExecutionTime) ?? SelfTime.Of(context.Tree, span);
            if (own >= context.Thresholds.PluginTime && own > whole * context.Thresholds.Most)
            {
                context.Add(
                    FindingKind.PluginDominates,
                    FindingSeverity.Warning,
                    span,
                    $"{SpanCatalogue.PluginOf(context.Trace.Spans[span].Name)} takes {DurationText.Of(own)}, {FindingContext.Percent((double)own / whole)} of the gateway's own time.");
            }
        }
    }

    private static void LookAt(FindingContext context, long time, FindingKind kind, FindingSeverity severity, SpanCategory category, string what)
    {
        var total = context.Trace.Latency.Total;
        if (time >= context.Thresholds.Wait && time > total * context.Thresholds.Most)
        {
            context.Add(
                kind,
                severity,
                Longest(context, span => SpanCatalogue.CategoryOf(context.Trace.Spans[span].Name) == category),
                $"{DurationText.Of(time)}, {FindingContext.Percent((double)time / total)} of the total, went by {what}.");
        }
    }

    private static void LookAtClient(FindingContext context)
    {
        var latency = context.Trace.Latency;
        if (latency.Client < context.Thresholds.Wait || latency.Client <= latency.Total * context.Thresholds.Most)
        {
            return;
        }

        var longest = Longest(context, span => SpanCatalogue.CategoryOf(context.Trace.Spans[span].Name) == SpanCategory.Client);
        var reads = context.Trace.Spans[longest].Name == SpanNames.WaitForClientRead.Text;
        context.Add(
            reads ? FindingKind.ClientReadsSlowly : FindingKind.ClientSendsSlowly,
            FindingSeverity.Warning,
            longest,
            $"The client {(reads ? "reads" : "sends")} slowly: {DurationText.Of(latency.Client)}, {FindingContext.Percent((double)latency.Client / latency.Total)} of the total, went by waiting for it.");
    }

    private static int Longest(FindingContext context, Func<int, bool> isMeant)
    {
        var longest = -1;
        for (var span = 1; span < context.Trace.Spans.Length; span++)
        {
            if (isMeant(span) && (longest < 0 || context.Trace.Spans[span].Duration > context.Trace.Spans[longest].Duration))
            {
                longest = span;
            }
        }

        return Math.Max(longest, 0);
    }
}
