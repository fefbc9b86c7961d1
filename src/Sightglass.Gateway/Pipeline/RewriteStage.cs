using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Gateway.Pipeline;

/// <summary>3 rewrite: global plugins, before the request has a route.</summary>
internal static class RewriteStage
{
    public static ValueTask RunAsync(RequestContext context)
        => context.Trace is null && !context.Snapshot.GlobalPlan.Takes(PluginPhases.Rewrite) ? default : RunPluginsAsync(context);

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

        trace?.End(phase);
    }
}
