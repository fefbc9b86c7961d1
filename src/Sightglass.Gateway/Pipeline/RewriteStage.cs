using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>3 rewrite: global plugins, before the request has a route.</summary>
internal static class RewriteStage
{
    public static ValueTask RunAsync(RequestContext context)
    {
        if (context.Snapshot.GlobalPlan.Takes(PluginPhases.Rewrite))
        {
            return RunPluginsAsync(context);
        }

        if (context.Trace is { } trace)
        {
            var phase = trace.Start(SpanNames.PhaseRewrite);
            End(context, trace, phase);
        }

        return default;
    }

    // Access begins where rewrite ends.
    private static void End(RequestContext context, TraceRecorder trace, int phase)
    {
        context.Mark = TraceRecorder.Now();
        trace.End(phase, context.Mark);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private static async ValueTask RunPluginsAsync(RequestContext context)
    {
        var trace = context.Trace;
        var phase = trace?.Start(SpanNames.PhaseRewrite) ?? 0;
        foreach (var slot in context.Snapshot.GlobalPlan.Slots)
        {
            if (slot.Common is { } entry && entry.Takes(PluginPhases.Rewrite))
            {
                await PluginCall.RewriteAsync(context, entry).ConfigureAwait(false);
                if (context.HasExited)
                {
                    break;
                }
            }
        }

        if (trace is not null)
        {
            End(context, trace, phase);
        }
    }
}
