using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Fields = Sightglass.Tracing.Codec.Protobuf.OtlpFields;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Writes an ExportLogsServiceRequest.</summary>
internal static class ProtoLogWriter
{
    public static void Write(ProtoWriter writer, IEnumerable<LogEnvelope> entries) =>
        ProtoOtlpWriter.Request(writer, entries, envelope => envelope.Origin, static (writer, envelope) => Record(writer, envelope.Entry));

    private static void Record(ProtoWriter writer, LogEntry entry)
    {
        var message = writer.Begin(Fields.ScopeItems.Items);
        writer.Fixed64(Fields.LogRecord.Time, (ulong)entry.Time);
        writer.Varint(Fields.LogRecord.SeverityNumber, (ulong)LogSeverities.ToOtlp(entry.Level));
        writer.String(Fields.LogRecord.SeverityText, LogSeverities.Text(entry.Level));
        var body = writer.Begin(Fields.LogRecord.Body);
        ProtoOtlpWriter.AnyValue(writer, AttributeValue.From(entry.Message));
        writer.End(body);
        Attribute(OtlpNames.LogType, LogEntryTypes.Text(entry.Type));
        Attribute(OtlpNames.LogSource, entry.Source);
        if (entry.RequestId is not null)
        {
            Attribute(AttributeKeys.KongRequestId.Name, entry.RequestId);
        }

        ProtoOtlpWriter.Attributes(writer, Fields.LogRecord.Attributes, entry.Attributes);
        if (entry.TraceId is { } traceId)
        {
            ProtoOtlpWriter.Id(writer, Fields.LogRecord.TraceId, traceId);
        }

        if (entry.SpanId is { } spanId)
        {
            ProtoOtlpWriter.Id(writer, Fields.LogRecord.SpanId, spanId);
        }

        writer.End(message);

        void Attribute(string name, string value) =>
            ProtoOtlpWriter.Attribute(writer, Fields.LogRecord.Attributes, name, AttributeValue.From(value));
    }
}
