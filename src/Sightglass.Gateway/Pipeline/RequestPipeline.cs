using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Proxying;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// The way of a request: numbered stages, named as in the spans and the docs. 1 accept + TLS, 2 headers read, 3 rewrite, 4 route,
/// 5 access, 6 balance, 7 upstream exchange, 8 response / header_filter, 9 body_filter, 10 log.
/// </summary>
/// <remarks>Stage 1 is over when a request gets here; 6 to 9 are in <see cref="ProxyExchange"/>, or for the gateway's own responses in <see cref="OwnResponse"/>.</remarks>
internal static class RequestPipeline
{
    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    public static async ValueTask RunAsync(RequestContext context)
    {
        try
        {
            // 2 headers read
            HeadersStage.Run(context);

            // 3 rewrite
            if (!context.HasExited)
            {
                await RewriteStage.RunAsync(context).ConfigureAwait(false);
            }

            if (context.HasExited)
            {
                AccessStage.Skip(context);
            }
            else
            {
                // 4 route, 5 access
                await RunAccessAsync(context).ConfigureAwait(false);
            }

            // 6 balance, 7 upstream exchange, 8 response / header_filter, 9 body_filter
            if (!context.HasExited)
            {
                await ProxyAsync(context).ConfigureAwait(false);
            }

            if (context.HasExited)
            {
                await OwnResponse.SendAsync(context).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!context.Aborted.IsCancellationRequested)
        {
            context.PluginLog.RequestFailed(exception, context.RequestId);
            context.Source = ResponseSource.Error;
            await RecoverAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The client is gone; nobody is left to tell.
            context.Runtime.RequestLog.ClientGone(exception, context.RequestId);
            context.Lifetime.Abort();
        }

        // 10 log
        await LogStage.RunAsync(context).ConfigureAwait(false);
    }

    private static ValueTask RunAccessAsync(RequestContext context)
    {
        if (context.Trace is not { } trace)
        {
            RouteStage.Run(context);
            return AccessStage.RunAsync(context);
        }

        var span = trace.Start(SpanNames.PhaseAccess, context.Mark);
        RouteStage.Run(context);
        context.TraceStage(RequestStage.Routed);
        var access = AccessStage.RunAsync(context);
        if (!access.IsCompletedSuccessfully)
        {
            return EndAccessAsync(context, span, access);
        }

        access.GetAwaiter().GetResult();
        EndAccess(context, span);
        return default;
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private static async ValueTask EndAccessAsync(RequestContext context, int span, ValueTask access)
    {
        await access.ConfigureAwait(false);
        EndAccess(context, span);
    }

    private static void EndAccess(RequestContext context, int span)
    {
        if (context.Trace is { } trace)
        {
            trace.End(span, TraceRecorder.Now());

            // Where it was ended, plugins may not have been asked what they want.
            context.AccessIsOver = !context.HasExited;
            context.TraceStage(RequestStage.Accessed);
        }
    }

    private static ValueTask ProxyAsync(RequestContext context)
        => context.Service!.IsGrpc ? context.Http2Exchange.RunAsync() : context.Exchange.RunAsync();

    private static async ValueTask RecoverAsync(RequestContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Lifetime.Abort();
            return;
        }

        try
        {
            context.ExitAfterFailure();
            await OwnResponse.SendAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            context.Runtime.RequestLog.RequestFailed(exception, context.RequestId);
            context.Lifetime.Abort();
        }
    }
}
