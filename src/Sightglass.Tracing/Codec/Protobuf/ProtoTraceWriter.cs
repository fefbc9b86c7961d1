using System.Diagnostics;
using Sightglass.Tracing.Model;
using Fields = Sightglass.Tracing.Codec.Protobuf.OtlpFields;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Writes an ExportTraceServiceRequest.</summary>
internal static class ProtoTraceWriter
{
    public static void Write(ProtoWriter writer, IEnumerable<TraceEnvelope> traces) =>
        ProtoOtlpWriter.Request(writer, traces, envelope => envelope.Origin, static (writer, envelope) =>
        {
            foreach (var span in envelope.Trace.Spans)
            {
                Span(writer, envelope.Trace.TraceId, span);
            }
        });

    public static void Span(ProtoWriter writer, ActivityTraceId traceId, Span span)
    {
        var message = writer.Begin(Fields.ScopeItems.Items);
        ProtoOtlpWriter.Id(writer, Fields.Span.TraceId, traceId);
        ProtoOtlpWriter.Id(writer, Fields.Span.SpanId, span.SpanId);
        if (span.ParentSpanId is { } parent)
        {
            ProtoOtlpWriter.Id(writer, Fields.Span.ParentSpanId, parent);
        }

        writer.String(Fields.Span.Name, span.Name);
        writer.Varint(Fields.Span.Kind, (ulong)span.Kind);
        writer.Fixed64(Fields.Span.StartTime, (ulong)span.StartTime);
        writer.Fixed64(Fields.Span.EndTime, (ulong)span.EndTime);
        ProtoOtlpWriter.Attributes(writer, Fields.Span.Attributes, span.Attributes);
        writer.Varint(Fields.Span.DroppedAttributes, (ulong)span.DroppedAttributes);
        foreach (var happened in span.Events)
        {
            Event(writer, happened);
        }

        writer.Varint(Fields.Span.DroppedEvents, (ulong)span.DroppedEvents);
        if (span.Status != SpanStatus.Unset || span.StatusMessage is not null)
        {
            var status = writer.Begin(Fields.Span.Status);
            writer.String(Fields.Status.Message, span.StatusMessage);
            writer.Varint(Fields.Status.Code, (ulong)span.Status);
            writer.End(status);
        }

        writer.End(message);
    }

    private static void Event(ProtoWriter writer, SpanEvent happened)
    {
        var message = writer.Begin(Fields.Span.Events);
        writer.Fixed64(Fields.Event.Time, (ulong)happened.Time);
        writer.String(Fields.Event.Name, happened.Name);
        ProtoOtlpWriter.Attributes(writer, Fields.Event.Attributes, happened.Attributes);
        writer.End(message);
    }
}
