using System.Diagnostics;
using Sightglass.Tracing.Codec.Protobuf;
using Sightglass.Tracing.Model;
using Fields = Sightglass.Tracing.Codec.Protobuf.OtlpFields;

namespace Sightglass.Tracing.Codec;

/// <summary>
/// OTLP 1.x protobuf piece by piece: spans and log records are encoded when they happen, and put together into a request when it is sent. For
/// exporters that queue.
/// </summary>
public static class OtlpItems
{
    /// <summary>Encodes one span.</summary>
    public static byte[] Span(ActivityTraceId traceId, Span span)
    {
        using var writer = new ProtoWriter();
        ProtoTraceWriter.Span(writer, traceId, span);
        return writer.Written.ToArray();
    }

    /// <summary>Encodes one log record.</summary>
    public static byte[] LogRecord(OtlpLogRecord record)
    {
        using var writer = new ProtoWriter();
        var message = writer.Begin(Fields.ScopeItems.Items);
        writer.Fixed64(Fields.LogRecord.Time, (ulong)record.Time);
        writer.Varint(Fields.LogRecord.SeverityNumber, (ulong)record.SeverityNumber);
        writer.String(Fields.LogRecord.SeverityText, record.SeverityText);
        var body = writer.Begin(Fields.LogRecord.Body);
        ProtoOtlpWriter.AnyValue(writer, AttributeValue.From(record.Body));
        writer.End(body);
        ProtoOtlpWriter.Attributes(writer, Fields.LogRecord.Attributes, record.Attributes);
        writer.Fixed32(Fields.LogRecord.Flags, record.Flags);
        if (record.TraceId != default)
        {
            ProtoOtlpWriter.Id(writer, Fields.LogRecord.TraceId, record.TraceId);
        }

        if (record.SpanId != default)
        {
            ProtoOtlpWriter.Id(writer, Fields.LogRecord.SpanId, record.SpanId);
        }

        writer.Fixed64(Fields.LogRecord.ObservedTime, (ulong)record.Time);
        writer.End(message);
        return writer.Written.ToArray();
    }

    /// <summary>Encodes the resource that a request is of, once for all requests.</summary>
    public static byte[] Resource(IEnumerable<KeyValuePair<string, AttributeValue>> attributes)
    {
        using var writer = new ProtoWriter();
        var resource = writer.Begin(Fields.ResourceItems.Resource);
        foreach (var (key, value) in attributes)
        {
            ProtoOtlpWriter.Attribute(writer, Fields.Resource.Attributes, key, value);
        }

        writer.End(resource);
        return writer.Written.ToArray();
    }

    /// <summary>Puts a request together: of spans an ExportTraceServiceRequest, of log records an ExportLogsServiceRequest.</summary>
    /// <param name="resource">What <see cref="Resource"/> gave.</param>
    /// <param name="scope">Name and version of the instrumentation scope.</param>
    /// <param name="items">What <see cref="Span"/>, or <see cref="LogRecord"/>, gave.</param>
    public static byte[] Request(ReadOnlySpan<byte> resource, (string Name, string Version) scope, IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        using var writer = new ProtoWriter();
        var resourceItems = writer.Begin(Fields.Request.Resources);
        writer.Raw(resource);
        var scopeItems = writer.Begin(Fields.ResourceItems.Scopes);
        var message = writer.Begin(Fields.ScopeItems.Scope);
        writer.String(Fields.Scope.Name, scope.Name);
        writer.String(Fields.Scope.Version, scope.Version);
        writer.End(message);
        foreach (var item in items)
        {
            writer.Raw(item.Span);
        }

        writer.End(scopeItems);
        writer.End(resourceItems);
        return writer.Written.ToArray();
    }
}
