using System.Buffers;
using System.Text.Json;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>Writes traces as OTLP/JSON.</summary>
internal static class JsonTraceWriter
{
    public static void Write(IEnumerable<TraceEnvelope> traces, IBufferWriter<byte> output, bool indented) =>
        JsonOtlpWriter.Request(
            output,
            indented,
            (JsonName.ResourceSpans, JsonName.ScopeSpans, JsonName.Spans),
            traces,
            envelope => envelope.Origin,
            static (json, envelope) =>
            {
                foreach (var span in envelope.Trace.Spans)
                {
                    Span(json, envelope.Trace, span);
                }
            });

    private static void Span(Utf8JsonWriter json, Trace trace, Span span)
    {
        json.WriteStartObject();
        json.WriteString(JsonName.TraceId.Encoded, trace.TraceId.ToHexString());
        json.WriteString(JsonName.SpanId.Encoded, span.SpanId.ToHexString());
        if (span.ParentSpanId is { } parent)
        {
            json.WriteString(JsonName.ParentSpanId.Encoded, parent.ToHexString());
        }

        json.WriteString(JsonName.Name.Encoded, span.Name);
        json.WriteNumber(JsonName.Kind.Encoded, (int)span.Kind);
        JsonOtlpWriter.Number(json, JsonName.StartTimeUnixNano, span.StartTime);
        JsonOtlpWriter.Number(json, JsonName.EndTimeUnixNano, span.EndTime);
        JsonOtlpWriter.Attributes(json, span.Attributes);
        if (span.DroppedAttributes > 0)
        {
            json.WriteNumber(JsonName.DroppedAttributesCount.Encoded, span.DroppedAttributes);
        }

        if (!span.Events.IsEmpty)
        {
            Events(json, span);
        }

        if (span.DroppedEvents > 0)
        {
            json.WriteNumber(JsonName.DroppedEventsCount.Encoded, span.DroppedEvents);
        }

        Status(json, span);
        json.WriteEndObject();
    }

    private static void Events(Utf8JsonWriter json, Span span)
    {
        json.WriteStartArray(JsonName.Events.Encoded);
        foreach (var happened in span.Events)
        {
            json.WriteStartObject();
            JsonOtlpWriter.Number(json, JsonName.TimeUnixNano, happened.Time);
            json.WriteString(JsonName.Name.Encoded, happened.Name);
            JsonOtlpWriter.Attributes(json, happened.Attributes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Status(Utf8JsonWriter json, Span span)
    {
        json.WriteStartObject(JsonName.Status.Encoded);
        if (span.Status != SpanStatus.Unset)
        {
            json.WriteNumber(JsonName.Code.Encoded, (int)span.Status);
        }

        if (span.StatusMessage is not null)
        {
            json.WriteString(JsonName.Message.Encoded, span.StatusMessage);
        }

        json.WriteEndObject();
    }
}
