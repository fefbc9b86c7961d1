using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec.Assembly;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>Reads traces from OTLP/JSON.</summary>
internal static class JsonTraceReader
{
    public static OtlpTraceBatch Read(ReadOnlySpan<byte> utf8, OtlpLimits limits)
    {
        var assembler = new TraceAssembler(limits);
        JsonMessages.ForEach(utf8, message =>
        {
            foreach (var resourceSpans in message.Items(JsonName.ResourceSpans))
            {
                var origin = JsonOtlpReader.Origin(resourceSpans, limits);
                foreach (var span in resourceSpans.Items(JsonName.ScopeSpans).SelectMany(scopeSpans => scopeSpans.Items(JsonName.Spans)))
                {
                    assembler.Add(Span(span, origin, limits));
                }
            }
        });
        return assembler.Assemble();
    }

    private static WireSpan Span(JsonSite site, TelemetryOrigin origin, OtlpLimits limits)
    {
        var kind = site.Choice(JsonName.Kind, "SPAN_KIND_", "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
        var span = new WireSpan
        {
            Origin = origin,
            TraceId = site.Id(JsonName.TraceId, 32),
            SpanId = (ulong)site.Id(JsonName.SpanId, 16),
            ParentSpanId = (ulong)site.Id(JsonName.ParentSpanId, 16),
            Name = limits.Bound(site.Text(JsonName.Name)),
            Kind = kind is >= 0 and <= (long)SpanKind.Consumer ? (SpanKind)kind : SpanKind.Unspecified,
            StartTime = site.Unsigned(JsonName.StartTimeUnixNano),
            EndTime = site.Unsigned(JsonName.EndTimeUnixNano),
            Attributes = JsonOtlpReader.Attributes(site, limits),
            DroppedAttributes = (long)Math.Min(site.Unsigned(JsonName.DroppedAttributesCount), uint.MaxValue),
            DroppedEvents = (long)Math.Min(site.Unsigned(JsonName.DroppedEventsCount), uint.MaxValue),
        };
        foreach (var happened in site.Items(JsonName.Events))
        {
            Event(happened, span, limits);
        }

        if (site.Member(JsonName.Status) is { } status)
        {
            var code = status.Choice(JsonName.Code, "STATUS_CODE_", "UNSET", "OK", "ERROR");
            span.Status = code is >= 0 and <= (long)SpanStatus.Error ? (SpanStatus)code : SpanStatus.Unset;
            span.StatusMessage = status.Member(JsonName.Message) is { } message ? limits.Bound(message.Text()) : null;
        }

        return span;
    }

    private static void Event(JsonSite site, WireSpan span, OtlpLimits limits)
    {
        if (span.Events.Count == limits.Events)
        {
            span.DroppedEvents++;
            return;
        }

        span.Events.Add(new SpanEvent(
            limits.Bound(site.Text(JsonName.Name)),
            (long)Math.Min(site.Unsigned(JsonName.TimeUnixNano), long.MaxValue),
            JsonOtlpReader.Attributes(site, limits).ToImmutable()));
    }
}
