using Sightglass.PluginSdk;

namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>Writes a trace's context into the request to the upstream.</summary>
internal static class TraceInjection
{
    /// <summary>Writes one format.</summary>
    /// <returns>The trace id as it was written.</returns>
    public static string Write(PluginServiceRequest request, TracingFormat format, OutgoingContext context) => format switch
    {
        TracingFormat.B3 => WriteB3(request, context),
        TracingFormat.B3Single => WriteB3Single(request, context),
        TracingFormat.Jaeger => WriteJaeger(request, context),
        TracingFormat.Ot => WriteOt(request, context),
        TracingFormat.Datadog => WriteDatadog(request, context),
        TracingFormat.Aws => WriteAws(request, context),
        TracingFormat.Gcp => WriteGcp(request, context),
        _ => WriteW3c(request, context),
    };

    private static string WriteW3c(PluginServiceRequest request, OutgoingContext context)
    {
        request.SetHeader("traceparent", $"00-{context.TraceId}-{context.SpanId}-{(context.Sampled ? "01" : "00")}");
        return context.TraceId;
    }

    private static string WriteB3(PluginServiceRequest request, OutgoingContext context)
    {
        var traceId = TraceIds.ToSize(context, 16, 8);
        request.SetHeader("x-b3-traceid", traceId);
        request.SetHeader("x-b3-spanid", context.SpanId);
        if (context.ParentId is not null)
        {
            request.SetHeader("x-b3-parentspanid", context.ParentId);
        }

        if (context.B3Flags is not null)
        {
            request.SetHeader("x-b3-flags", context.B3Flags);
        }
        else
        {
            request.SetHeader("x-b3-sampled", Digit(context.Sampled));
        }

        return traceId;
    }

    private static string WriteB3Single(PluginServiceRequest request, OutgoingContext context)
    {
        var traceId = TraceIds.ToSize(context, 16, 8);
        var decision = context.B3Flags == "1" ? "d" : Digit(context.Sampled);
        request.SetHeader("b3", $"{traceId}-{context.SpanId}-{decision}{(context.ParentId is null ? "" : "-" + context.ParentId)}");
        return traceId;
    }

    private static string WriteJaeger(PluginServiceRequest request, OutgoingContext context)
    {
        var traceId = TraceIds.ToSize(context, 16, 8);
        request.SetHeader("uber-trace-id", $"{traceId}:{context.SpanId}:{context.ParentId ?? "0"}:{(context.Sampled ? "01" : "00")}");
        WriteBaggage(request, "uberctx-", context);
        return traceId;
    }

    private static string WriteOt(PluginServiceRequest request, OutgoingContext context)
    {
        var traceId = TraceIds.ToSize(context, 8, 16);
        request.SetHeader("ot-tracer-traceid", traceId);
        request.SetHeader("ot-tracer-spanid", context.SpanId);
        request.SetHeader("ot-tracer-sampled", Digit(context.Sampled));
        WriteBaggage(request, "ot-baggage-", context);
        return traceId;
    }

    private static string WriteDatadog(PluginServiceRequest request, OutgoingContext context)
    {
        // Its lower half.
        var traceId = TraceIds.ToDecimal(context.TraceId.AsSpan(16));
        request.SetHeader("x-datadog-trace-id", traceId);
        request.SetHeader("x-datadog-parent-id", TraceIds.ToDecimal(context.SpanId));
        request.SetHeader("x-datadog-sampling-priority", Digit(context.Sampled));
        return traceId;
    }

    private static string WriteAws(PluginServiceRequest request, OutgoingContext context)
    {
        var id = context.TraceId;
        request.SetHeader("x-amzn-trace-id", $"Root=1-{id.AsSpan(0, 8)}-{id.AsSpan(8)};Parent={context.SpanId};Sampled={Digit(context.Sampled)}");
        return id;
    }

    private static string WriteGcp(PluginServiceRequest request, OutgoingContext context)
    {
        request.SetHeader("x-cloud-trace-context", $"{context.TraceId}/{TraceIds.ToDecimal(context.SpanId)};o={Digit(context.Sampled)}");
        return context.TraceId;
    }

    private static void WriteBaggage(PluginServiceRequest request, string prefix, OutgoingContext context)
    {
        foreach (var (name, value) in context.Baggage)
        {
            request.SetHeader(prefix + name, Uri.EscapeDataString(value));
        }
    }

    private static string Digit(bool sampled) => sampled ? "1" : "0";
}
