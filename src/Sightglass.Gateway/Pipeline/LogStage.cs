using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>10 log: after the last byte. The client waits for nothing of it.</summary>
internal static class LogStage
{
    public static ValueTask RunAsync(RequestContext context)
    {
        if (context.EndTimestamp == 0)
        {
            context.EndTimestamp = TraceRecorder.Now();
        }

        context.Runtime.Metrics.Count(context);
        if (context.Trace is { } trace)
        {
            return RunTracedAsync(context, trace);
        }

        return context.Plan.Takes(PluginPhases.Log) ? RunPluginsAsync(context) : default;
    }

    private static async ValueTask RunTracedAsync(RequestContext context, TraceRecorder trace)
    {
        if (context.HasBody)
        {
            RecordBody(context, trace);
        }

        // Where filtering was broken off nobody has recorded it.
        context.BodyFilter.End(context, trace, context.EndTimestamp);
        trace.Finish(context.EndTimestamp);
        var phase = trace.Start(SpanNames.PhaseLog);
        await RunPluginsAsync(context).ConfigureAwait(false);
        trace.End(phase);
        context.Runtime.RequestDebugger?.Log(context, trace);
        context.Runtime.Tracing!.End(context);
        context.Trace = null;
    }

    private static void RecordBody(RequestContext context, TraceRecorder trace)
    {
        var end = context.RequestBodyEndTimestamp;
        if (end != 0 || context.RequestBodySize > 0)
        {
            var span = trace.Add(SpanNames.ReadClientHttpBody, TraceRecorder.Root, context.HeadersTimestamp, end != 0 ? end : context.EndTimestamp);
            if (end == 0)
            {
                trace.Fail(span, "the body was not read to its end");
            }
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private static async ValueTask RunPluginsAsync(RequestContext context)
    {
        for (var i = 0; i < context.Plugins.Count; i++)
        {
            if (context.Plugins[i].Takes(PluginPhases.Log))
            {
                await PluginCall.LogAsync(context, context.Plugins[i]).ConfigureAwait(false);
            }
        }
    }
}
