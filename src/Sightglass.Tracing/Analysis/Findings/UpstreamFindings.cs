using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>Attempts that failed, connections that were not kept.</summary>
internal static class UpstreamFindings
{
    public static void Look(FindingContext context)
    {
        var attempts = context.Named(SpanNames.FindUpstream.Text).ToList();
        for (var number = 0; number < attempts.Count; number++)
        {
            if (context.HasFailed(attempts[number]))
            {
                AddFailure(context, attempts[number], number + 1, isLast: number == attempts.Count - 1);
            }
            else
            {
                LookAtKeepAlive(context, attempts[number]);
            }
        }
    }

    private static void AddFailure(FindingContext context, int span, int number, bool isLast) => context.Add(
        FindingKind.UpstreamAttemptFailed,
        isLast ? FindingSeverity.Problem : FindingSeverity.Warning,
        span,
        $"Attempt {number} at {Target(context, span)} failed after {DurationText.Of(context.Trace.Spans[span].Duration)}{context.Reason(span)}"
            + (isLast ? " No other target was tried." : " The next target was tried."));

    private static void LookAtKeepAlive(FindingContext context, int span)
    {
        if (context.Bool(span, AttributeKeys.Keepalive) == false && context.Trace.Spans[span].Duration >= context.Thresholds.Connect)
        {
            context.Add(
                FindingKind.NoKeepAlive,
                FindingSeverity.Note,
                span,
                $"No kept-alive connection to {Target(context, span)} was free: making one took {DurationText.Of(context.Trace.Spans[span].Duration)}.");
        }
    }

    private static string Target(FindingContext context, int span)
    {
        var host = context.Text(span, AttributeKeys.NetworkPeerName) ?? context.Text(span, AttributeKeys.NetworkPeerAddress) ?? "the target";
        return context.Int(span, AttributeKeys.NetworkPeerPort) is { } port ? $"{host}:{port}" : host;
    }
}
