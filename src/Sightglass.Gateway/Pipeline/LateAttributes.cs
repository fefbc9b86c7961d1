using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// Sets what no rule asks for and would cost to find out for every request that is recorded: at the end, when somebody wants the trace. It is
/// all still there then, and as it was: the request's headers, route and path do not change after the stage that they describe.
/// </summary>
internal static class LateAttributes
{
    public static void Write(RequestContext context, TraceRecorder trace)
    {
        RootAttributes.Write(context, trace);
        trace.Set(trace.Find(SpanNames.ReadClientHttpHeaders.Text), AttributeKeys.ProxyKongHttpHeadersCount, CountHeaders(context));
        if (context.Service is not null)
        {
            trace.Set(trace.Find(SpanNames.Router.Text), AttributeKeys.ProxyKongRouterUpstreamPath, context.ComposeUpstreamPath().ToString());
        }
    }

    private static int CountHeaders(RequestContext context)
    {
        var count = 0;
        var headers = context.EnumerateRequestHeaders();
        while (headers.MoveNext())
        {
            count += headers.Current.Value.Count;
        }

        return count;
    }
}
