using System.Diagnostics;
using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.OpenTelemetry.Export;
using Sightglass.Plugins.OpenTelemetry.Propagation;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.OpenTelemetry;

internal sealed class OpenTelemetryHandler(OpenTelemetryOptions options, OtlpExporter? traces, OtlpExporter? logs) : PluginHandler
{
    private readonly string _decisionItem = $"opentelemetry:{Guid.NewGuid():N}";

    public override PluginNeeds Needs =>
        (traces is not null && IsExporting ? PluginNeeds.Trace : PluginNeeds.None) | (logs is not null ? PluginNeeds.Logs : PluginNeeds.None);

    private bool IsExporting => options.Instrumentations != TracingInstrumentation.Off;

    public override ValueTask AccessAsync(PluginContext context)
    {
        if (traces is not null)
        {
            Propagate(context);
        }

        return default;
    }

    public override void HeaderFilter(PluginContext context)
    {
        if (traces is null || options.TraceIdHeader is not { } header)
        {
            return;
        }

        var traceId = Decision(context)?.TraceId ?? context.Trace?.TraceId;
        if (traceId is { } known)
        {
            var headers = context.Response.Headers;
            headers[header] = StringValues.Concat(headers[header], known.ToHexString());
        }
    }

    public override ValueTask LogAsync(PluginContext context)
    {
        var decision = Decision(context);
        SpanExport? export = null;
        if (traces is not null && IsExporting && context.Trace is { } trace && IsSampled(trace, decision))
        {
            export = new SpanExport(context, trace, options.Instrumentations);
            foreach (var span in export.Spans)
            {
                traces.Queue.Add(OtlpItems.Span(trace.TraceId, span));
            }
        }

        if (logs is not null && context.Logs is { Count: > 0 } entries)
        {
            ExportLogs(context, logs, entries, decision, export);
        }

        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        if (traces is not null)
        {
            await traces.DisposeAsync().ConfigureAwait(false);
        }

        if (logs is not null)
        {
            await logs.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Finds out which trace the request is part of, decides about its spans, and tells the upstream.</summary>
    private void Propagate(PluginContext context)
    {
        var request = context.ServiceRequest;
        var incoming = TraceExtraction.Read(request, options.Propagation.Extract, context.Log);
        var trace = context.Trace;
        var traceId = Join(trace, incoming);
        var isSampled = IsExporting && trace is not null && incoming.Sampled != false && TraceSampler.Takes(traceId, options.SamplingRate);
        var flags = incoming.Format == TracingFormat.W3c ? incoming.W3cFlags : uint.TryParse(incoming.B3Flags, out var b3) ? b3 : 0;
        context.Items[_decisionItem] = new TraceDecision(traceId, isSampled, flags | (isSampled ? 1u : 0u));
        if (isSampled)
        {
            context.KeepTrace();
        }

        foreach (var header in options.Propagation.Clear)
        {
            request.RemoveHeader(header);
        }

        if (!options.Propagation.Inject.IsEmpty)
        {
            context.LogFields["trace_id"] = Inject(request, incoming, Outgoing(trace, traceId, incoming) with { Sampled = isSampled });
        }
    }

    /// <summary>Makes what is recorded of the request a part of the client's trace, or of none.</summary>
    private static ActivityTraceId Join(TraceRecorder? trace, IncomingContext incoming)
    {
        if (incoming.TraceId is { } known)
        {
            var traceId = ActivityTraceId.CreateFromString(known);
            trace?.Adopt(traceId, SpanId(incoming.SpanId ?? incoming.ParentId));
            return traceId;
        }

        if (trace is not null && trace.RemoteParent != default)
        {
            // The client's headers say a trace that this instance is not to take over.
            trace.Adopt(ActivityTraceId.CreateRandom(), default);
        }

        return trace?.TraceId ?? ActivityTraceId.CreateRandom();
    }

    private OutgoingContext Outgoing(TraceRecorder? trace, ActivityTraceId traceId, IncomingContext incoming)
    {
        var outgoing = new OutgoingContext
        {
            TraceId = traceId.ToHexString(),
            TraceIdSize = incoming.TraceIdSize,
            SpanId = "",
            ParentId = incoming.SpanId ?? incoming.ParentId,
            B3Flags = incoming.B3Flags,
            Baggage = incoming.Baggage,
        };
        if (trace is null)
        {
            return outgoing with { SpanId = ActivitySpanId.CreateRandom().ToHexString() };
        }

        var root = trace.SpanIdOf(TraceRecorder.Root).ToHexString();
        return (options.Instrumentations & TracingInstrumentation.Balancer) == 0
            ? outgoing with { SpanId = root }
            : outgoing with { SpanId = trace.UpstreamSpanId.ToHexString(), ParentId = root };
    }

    private Dictionary<string, object?> Inject(PluginServiceRequest request, IncomingContext incoming, OutgoingContext outgoing)
    {
        var written = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var configured in options.Propagation.Inject)
        {
            var format = configured ?? incoming.Format ?? options.Propagation.Default;
            if (configured is null && format == TracingFormat.B3 && incoming.IsSingleHeader)
            {
                format = TracingFormat.B3Single;
            }

            written[TracingFormats.LogName(format)] = TraceInjection.Write(request, format, outgoing);
        }

        return written;
    }

    // Where access never ran, as where no route matched or another plugin ended the request, nobody has decided yet.
    private bool IsSampled(TraceRecorder trace, TraceDecision? decision) =>
        decision?.IsSampled ?? TraceSampler.Takes(trace.TraceId, options.NodeSamplingRate);

    private static void ExportLogs(
        PluginContext context, OtlpExporter logs, IReadOnlyList<RequestLogEntry> entries, TraceDecision? decision, SpanExport? export)
    {
        var anchor = ClockAnchor.Now(context.Time);
        foreach (var entry in entries)
        {
            var span = export is null || entry.Span == TraceRecorder.None ? default : export.NearestTo(entry.Span);
            if (!logs.Queue.TryAdd(LogExport.Encode(entry, context.RequestId, decision, span, anchor)))
            {
                // Newer entries matter no more than older ones.
                return;
            }
        }
    }

    private TraceDecision? Decision(PluginContext context) =>
        context.Items.TryGetValue(_decisionItem, out var item) ? item as TraceDecision : null;

    private static ActivitySpanId SpanId(string? hex) => hex is null ? default : ActivitySpanId.CreateFromString(hex);
}
