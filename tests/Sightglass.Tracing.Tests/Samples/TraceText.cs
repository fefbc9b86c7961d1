using System.Collections.Immutable;
using System.Text;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Tests.Samples;

/// <summary>All of a trace as text, so that two traces can be compared and a difference read.</summary>
internal static class TraceText
{
    public static string Of(TraceEnvelope envelope) => Origin(envelope.Origin) + Of(envelope.Trace);

    public static string Of(Trace trace)
    {
        var text = new StringBuilder();
        text.AppendLine($"trace {trace.TraceId} request {trace.RequestId} node {trace.NodeId} dropped {trace.DroppedSpans}");
        text.AppendLine(trace.Latency.ToString());
        foreach (var span in trace.Spans)
        {
            text.AppendLine($"{span.SpanId} < {span.ParentSpanId} {span.Kind} {span.Name} {span.StartTime}..{span.EndTime} {span.Status} '{span.StatusMessage}' -{span.DroppedAttributes} -{span.DroppedEvents}");
            Attributes(text, span.Attributes);
            foreach (var happened in span.Events)
            {
                text.AppendLine($"  ! {happened.Name} {happened.Time}");
                Attributes(text, happened.Attributes);
            }
        }

        return text.ToString();
    }

    public static string Of(LogEnvelope envelope)
    {
        var entry = envelope.Entry;
        var text = new StringBuilder(Origin(envelope.Origin));
        text.AppendLine($"{entry.Time} {entry.Level} {entry.Type} {entry.Source} '{entry.Message}' {entry.RequestId} {entry.TraceId} {entry.SpanId}");
        Attributes(text, entry.Attributes);
        return text.ToString();
    }

    private static string Origin(TelemetryOrigin origin) =>
        $"{origin.ServiceName} node {origin.NodeId} plane {origin.ControlPlaneId} sessions [{string.Join(' ', origin.SessionIds)}]\n";

    private static void Attributes(StringBuilder text, ImmutableArray<KeyValuePair<string, AttributeValue>> attributes)
    {
        foreach (var attribute in attributes)
        {
            text.AppendLine($"  {attribute.Key} = {attribute.Value.Type} {attribute.Value}");
        }
    }
}
