using Sightglass.Gateway.Errors;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>4 route: finds the route, and turns away what matched one it does not fit (gateway.md 6).</summary>
internal static class RouteStage
{
    public static void Run(RequestContext context)
    {
        if (context.Trace is { } trace)
        {
            Record(context, trace);
        }
        else
        {
            context.FindRoute();
        }

        if (context.Route is not { } route)
        {
            Refuse(context, 404, GatewayMessages.NoRoute);
            return;
        }

        // Most routes take both protocols and no gRPC, and then there is nothing to check.
        if (!(route.AcceptsHttp && route.AcceptsHttps && !route.IsGrpc) || context.IsGrpc)
        {
            CheckProtocol(context, route);
        }
    }

    private static void Record(RequestContext context, TraceRecorder trace)
    {
        var span = trace.Start(SpanNames.Router, context.Mark);
        context.FindRoute();
        trace.End(span, TraceRecorder.Now());
        trace.Set(span, AttributeKeys.ProxyKongRouterCacheHit, context.RouterCacheHit ? "yes" : "no");
        if (context.Route is not { } route)
        {
            trace.Set(span, AttributeKeys.ProxyKongRouterMatched, "no");
            trace.Fail(span, GatewayMessages.NoRoute);
            return;
        }

        trace.Set(span, AttributeKeys.ProxyKongRouterMatched, "yes");
        trace.Set(span, AttributeKeys.ProxyKongRouterRouteId, route.Id);
        if (route.Service is { } service)
        {
            trace.Set(span, AttributeKeys.ProxyKongRouterServiceId, service.Id);
        }
    }

    private static void CheckProtocol(RequestContext context, Snapshots.RouteRuntime route)
    {
        if (route.IsGrpc)
        {
            CheckGrpc(context, route);
        }
        else if (!route.AcceptsHttp && !IsForwardedHttps(context))
        {
            var status = route.Config.HttpsRedirectStatusCode;
            if (status == 426)
            {
                Refuse(context, 426, GatewayMessages.UseHttps);
                context.ResponseHeaders.Connection = "Upgrade";
                context.ResponseHeaders.Upgrade = "TLS/1.2, HTTP/1.1";
            }
            else
            {
                Refuse(context, status, "");
                context.ExitWithBody(status, default, null);
                context.ResponseHeaders.Location = $"https://{ForwardedHost(context)}{context.RawTarget}";
            }
        }
    }

    private static void CheckGrpc(RequestContext context, Snapshots.RouteRuntime route)
    {
        if (context.RequestHeaders.ContentType is not [{ } type] || !type.StartsWith("application/grpc", StringComparison.Ordinal))
        {
            Refuse(context, 415, GatewayMessages.NotGrpc);
        }
        else if (!context.IsHttp2)
        {
            Refuse(context, 426, GatewayMessages.UseHttp2);
            context.ResponseHeaders.Connection = "Upgrade";
            context.ResponseHeaders.Upgrade = "HTTP/2";
        }
        else if (!route.AcceptsGrpc && !IsForwardedHttps(context))
        {
            Refuse(context, 200, GatewayMessages.GrpcOverPlainText);
            context.ResponseHeaders["grpc-status"] = "1";
            context.ResponseHeaders["grpc-message"] = GatewayMessages.GrpcOverPlainText;
        }
    }

    // A trusted proxy in front may have ended TLS itself.
    private static bool IsForwardedHttps(RequestContext context)
        => context.Connection.PeerIsTrusted && context.RequestHeaders["X-Forwarded-Proto"] is [{ } forwarded, ..]
            ? forwarded == "https"
            : context.IsTls;

    private static string ForwardedHost(RequestContext context)
        => context.Connection.PeerIsTrusted && context.RequestHeaders["X-Forwarded-Host"] is [{ } forwarded, ..]
            ? forwarded
            : Routing.HostName.Split(context.Host, out _).ToString().ToLowerInvariant();

    private static void Refuse(RequestContext context, int status, string message) => context.ExitWithError(status, message);
}
