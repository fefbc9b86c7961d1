using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Hosting;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>The headers the gateway adds to responses (gateway.md 8.3), as far as the setting <c>headers</c> has them.</summary>
internal static class ResponseTokens
{
    public static void Write(RequestContext context)
    {
        var tokens = context.Runtime.Options.Headers;
        var headers = context.ResponseHeaders;
        if (context.FailedTryStatus != 0 || (context.UpstreamHeadTimestamp != 0 && context.Source == ResponseSource.Service) || context.ExitIsProxied)
        {
            WriteProxied(context, tokens, headers);
        }
        else
        {
            WriteOwn(context, tokens, headers);
        }

        if ((tokens & HeaderTokens.RequestId) != 0)
        {
            headers["X-Kong-Request-Id"] = context.RequestId;
        }

        ConnectionHeader.Write(context);
        if (context.Runtime.Options.AllowDebugHeader && context.RequestHeaders.ContainsKey("Kong-Debug"))
        {
            WriteDebug(context, headers);
        }
    }

    private static void WriteProxied(RequestContext context, HeaderTokens tokens, IHeaderDictionary headers)
    {
        // No connection may ever have been ready; then all of the time was the upstream's.
        var selected = context.SelectedTimestamp == 0 ? context.HeadersTimestamp : context.SelectedTimestamp;
        if ((tokens & HeaderTokens.Via) != 0)
        {
            var via = context.Runtime.ResponseVia;
            headers.Via = headers.Via.Count == 0 ? via : $"{headers.Via}, {via}";
        }

        if ((tokens & HeaderTokens.Server) != 0 && headers.Server.Count == 0)
        {
            headers.Server = context.Runtime.Options.ServerToken;
        }

        if ((tokens & HeaderTokens.UpstreamLatency) != 0)
        {
            // A response that was kept waits for nobody: its head has no time of its own.
            headers["X-Kong-Upstream-Latency"] = Milliseconds(
                selected,
                context.FailedTryStatus != 0 ? TraceRecorder.Now() : context.UpstreamHeadTimestamp == 0 ? selected : context.UpstreamHeadTimestamp);
        }

        if ((tokens & HeaderTokens.ProxyLatency) != 0)
        {
            headers["X-Kong-Proxy-Latency"] = Milliseconds(context.HeadersTimestamp, selected);
        }

        if ((tokens & HeaderTokens.UpstreamStatus) != 0 && !context.ExitIsProxied)
        {
            headers["X-Kong-Upstream-Status"] = SmallNumbers.Text(context.FailedTryStatus == 0 ? context.UpstreamStatus : context.FailedTryStatus);
        }
    }

    private static void WriteOwn(RequestContext context, HeaderTokens tokens, IHeaderDictionary headers)
    {
        if ((tokens & HeaderTokens.Server) != 0)
        {
            headers.Server = context.Runtime.Options.ServerToken;
        }

        if ((tokens & HeaderTokens.ResponseLatency) != 0)
        {
            headers["X-Kong-Response-Latency"] = Milliseconds(context.HeadersTimestamp, TraceRecorder.Now());
        }

        if ((tokens & HeaderTokens.UpstreamStatus) != 0 && context.UpstreamStatus != 0)
        {
            headers["X-Kong-Upstream-Status"] = SmallNumbers.Text(context.UpstreamStatus);
        }
    }

    private static void WriteDebug(RequestContext context, IHeaderDictionary headers)
    {
        if (context.Route is { } route)
        {
            headers["Kong-Route-Id"] = route.Id;
            headers["Kong-Route-Name"] = route.Config.Name;
        }

        if (context.Service is { } service)
        {
            headers["Kong-Service-Id"] = service.Id;
            headers["Kong-Service-Name"] = service.Config.Name;
        }
    }

    private static string Milliseconds(long from, long to)
        => SmallNumbers.Text((long)Math.Round(Math.Max(0, (to - from) * 1000.0 / Stopwatch.Frequency)));
}
