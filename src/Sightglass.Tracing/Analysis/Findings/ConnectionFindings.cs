using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>What the client's connection cost.</summary>
internal static class ConnectionFindings
{
    public static void Look(FindingContext context)
    {
        foreach (var handshake in context.Named(SpanNames.TlsHandshake.Text))
        {
            var took = DurationText.Of(context.Trace.Spans[handshake].Duration);
            if (context.Trace.Spans[handshake].Duration < context.Thresholds.Connect)
            {
                continue;
            }

            if (context.Bool(0, AttributeKeys.ProxyKongClientKA) == false)
            {
                context.Add(FindingKind.NoKeepAlive, FindingSeverity.Note, handshake, $"The client opened a connection for this request: the TLS handshake took {took}.");
            }

            if (context.Bool(0, AttributeKeys.TlsResumed) == false)
            {
                context.Add(FindingKind.TlsNotResumed, FindingSeverity.Note, handshake, $"The TLS session was not resumed: the full handshake took {took}.");
            }
        }
    }
}
