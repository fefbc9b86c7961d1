using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.RequestDebugging;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Gateway.Pipeline;

/// <summary>8 header_filter: plugins change status and headers, then the gateway adds its own.</summary>
internal static class HeaderFilterStage
{
    /// <summary>Runs the phase.</summary>
    /// <returns>False when a plugin failed; the response must not be sent as it is then.</returns>
    public static bool Run(RequestContext context)
    {
        var succeeded = true;
        context.HeadersFiltered = true;
        var trace = context.Trace;
        var phase = trace?.Start(SpanNames.PhaseHeaderFilter) ?? 0;
        if (context.Plan.Takes(PluginPhases.HeaderFilter))
        {
            foreach (var entry in context.Plugins.Entries)
            {
                if (entry.Takes(PluginPhases.HeaderFilter) && !PluginCall.HeaderFilter(context, entry))
                {
                    succeeded = false;
                    break;
                }
            }
        }

        ResponseTokens.Write(context);
        if (trace is not null)
        {
            trace.End(phase);

            // After a failure the status is another one, which is known when that response is prepared.
            if (succeeded)
            {
                RequestDebugger.Answer(context);
                context.TraceStage(RequestStage.ResponseHead);
            }
        }

        return succeeded;
    }
}
