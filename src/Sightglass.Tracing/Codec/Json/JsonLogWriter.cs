using System.Buffers;
using System.Text.Json;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>Writes log entries as OTLP/JSON.</summary>
internal static class JsonLogWriter
{
    public static void Write(IEnumerable<LogEnvelope> entries, IBufferWriter<byte> output, bool indented) =>
        JsonOtlpWriter.Request(
            output,
            indented,
            (JsonName.ResourceLogs, JsonName.ScopeLogs, JsonName.LogRecords),
            entries,
            envelope => envelope.Origin,
            static (json, envelope) => Record(json, envelope.Entry));

    private static void Record(Utf8JsonWriter json, LogEntry entry)
    {
        json.WriteStartObject();
        JsonOtlpWriter.Number(json, JsonName.TimeUnixNano, entry.Time);
        json.WriteNumber(JsonName.SeverityNumber.Encoded, LogSeverities.ToOtlp(entry.Level));
        json.WriteString(JsonName.SeverityText.Encoded, LogSeverities.Text(entry.Level));
        json.WritePropertyName(JsonName.Body.Encoded);
        JsonOtlpWriter.AnyValue(json, AttributeValue.From(entry.Message));
        JsonOtlpWriter.Attributes(json, AttributesOf(entry));
        if (entry.TraceId is { } traceId)
        {
            json.WriteString(JsonName.TraceId.Encoded, traceId.ToHexString());
        }

        if (entry.SpanId is { } spanId)
        {
            json.WriteString(JsonName.SpanId.Encoded, spanId.ToHexString());
        }

        json.WriteEndObject();
    }

    private static IEnumerable<KeyValuePair<string, AttributeValue>> AttributesOf(LogEntry entry)
    {
        yield return new(OtlpNames.LogType, AttributeValue.From(LogEntryTypes.Text(entry.Type)));
        yield return new(OtlpNames.LogSource, AttributeValue.From(entry.Source));
        if (entry.RequestId is not null)
        {
            yield return new(AttributeKeys.KongRequestId.Name, AttributeValue.From(entry.RequestId));
        }

        foreach (var attribute in entry.Attributes)
        {
            yield return attribute;
        }
    }
}
