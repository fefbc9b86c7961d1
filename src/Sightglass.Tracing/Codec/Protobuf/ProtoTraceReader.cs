using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec.Assembly;
using Sightglass.Tracing.Model;
using Fields = Sightglass.Tracing.Codec.Protobuf.OtlpFields;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Reads an ExportTraceServiceRequest of any sender.</summary>
internal static class ProtoTraceReader
{
    public static OtlpTraceBatch Read(ReadOnlySpan<byte> message, OtlpLimits limits)
    {
        var assembler = new TraceAssembler(limits);
        var request = new ProtoReader(message, "ExportTraceServiceRequest");
        while (request.Next())
        {
            if (request.Field == Fields.Request.Resources)
            {
                ResourceSpans(request.Message("ResourceSpans"), assembler, limits);
            }
            else
            {
                request.Skip();
            }
        }

        return assembler.Assemble();
    }

    private static void ResourceSpans(ProtoReader resourceSpans, TraceAssembler assembler, OtlpLimits limits)
    {
        // The resource may stand after its spans, so it is looked for first.
        var origin = ProtoOtlpReader.Origin(resourceSpans, limits);
        while (resourceSpans.Next())
        {
            if (resourceSpans.Field != Fields.ResourceItems.Scopes)
            {
                resourceSpans.Skip();
                continue;
            }

            var scopeSpans = resourceSpans.Message("ScopeSpans");
            while (scopeSpans.Next())
            {
                if (scopeSpans.Field == Fields.ScopeItems.Items)
                {
                    assembler.Add(Span(scopeSpans.Message("Span"), origin, limits));
                }
                else
                {
                    scopeSpans.Skip();
                }
            }
        }
    }

    private static WireSpan Span(ProtoReader reader, TelemetryOrigin origin, OtlpLimits limits)
    {
        var span = new WireSpan { Origin = origin, Attributes = new WireAttributes(limits) };
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Span.TraceId:
                    span.TraceId = ProtoOtlpReader.TraceId(ref reader);
                    break;
                case Fields.Span.SpanId:
                    span.SpanId = ProtoOtlpReader.SpanId(ref reader);
                    break;
                case Fields.Span.ParentSpanId:
                    span.ParentSpanId = ProtoOtlpReader.SpanId(ref reader);
                    break;
                case Fields.Span.Name:
                    span.Name = limits.Bound(reader.String());
                    break;
                case Fields.Span.Kind:
                    var kind = reader.Varint();
                    span.Kind = kind <= (ulong)SpanKind.Consumer ? (SpanKind)kind : SpanKind.Unspecified;
                    break;
                case Fields.Span.StartTime:
                    span.StartTime = reader.Fixed64();
                    break;
                case Fields.Span.EndTime:
                    span.EndTime = reader.Fixed64();
                    break;
                case Fields.Span.Attributes:
                    ProtoOtlpReader.Attribute(ref reader, span.Attributes, limits);
                    break;
                case Fields.Span.DroppedAttributes:
                    span.DroppedAttributes = (long)Math.Min(reader.Varint(), uint.MaxValue);
                    break;
                case Fields.Span.Events:
                    Event(ref reader, span, limits);
                    break;
                case Fields.Span.DroppedEvents:
                    span.DroppedEvents += (long)Math.Min(reader.Varint(), uint.MaxValue);
                    break;
                case Fields.Span.Status:
                    Status(reader.Message("Status"), span, limits);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return span;
    }

    private static void Event(ref ProtoReader reader, WireSpan span, OtlpLimits limits)
    {
        if (span.Events.Count == limits.Events)
        {
            reader.Skip();
            span.DroppedEvents++;
            return;
        }

        var name = "";
        ulong time = 0;
        var attributes = new WireAttributes(limits);
        var happened = reader.Message("Event");
        while (happened.Next())
        {
            switch (happened.Field)
            {
                case Fields.Event.Time:
                    time = happened.Fixed64();
                    break;
                case Fields.Event.Name:
                    name = limits.Bound(happened.String());
                    break;
                case Fields.Event.Attributes:
                    ProtoOtlpReader.Attribute(ref happened, attributes, limits);
                    break;
                default:
                    happened.Skip();
                    break;
            }
        }

        span.Events.Add(new SpanEvent(name, (long)Math.Min(time, long.MaxValue), attributes.ToImmutable()));
    }

    private static void Status(ProtoReader status, WireSpan span, OtlpLimits limits)
    {
        while (status.Next())
        {
            switch (status.Field)
            {
                case Fields.Status.Message:
                    span.StatusMessage = limits.Bound(status.String());
                    break;
                case Fields.Status.Code:
                    var code = status.Varint();
                    span.Status = code <= (ulong)SpanStatus.Error ? (SpanStatus)code : SpanStatus.Unset;
                    break;
                default:
                    status.Skip();
                    break;
            }
        }
    }
}
