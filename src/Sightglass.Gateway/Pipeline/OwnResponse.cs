using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.RequestDebugging;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Sends the responses that the gateway makes itself: errors, and what plugins exit with (gateway.md 6).</summary>
internal static class OwnResponse
{
    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    public static async ValueTask SendAsync(RequestContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Lifetime.Abort();
            return;
        }

        var body = Prepare(context);
        if (context.HeadersFiltered || !HeaderFilterStage.Run(context))
        {
            // The plugin's failure is what the client is told now; its filters are not asked about that.
            context.ResponseHeaders.Clear();
            body = Prepare(context);
            ResponseTokens.Write(context);
            RequestDebugger.Answer(context);
            context.TraceStage(RequestStage.ResponseHead);
        }

        body = Filter(context, body);
        var ready = context.Trace is null ? 0 : TraceRecorder.Now();
        if (!body.IsEmpty && !context.IsHead && CanHaveBody(context.Response.StatusCode))
        {
            await context.ResponseBody.StartAsync().ConfigureAwait(false);
            var target = context.ResponseBody.Writer.GetMemory(body.Length);
            body.CopyTo(target);
            context.ResponseBody.Writer.Advance(body.Length);
            context.ResponseBodySize = body.Length;
        }

        await ResponseEnd.FlushAsync(context).Charge(context.Trace, LatencyKind.Client).ConfigureAwait(false);
        context.EndTimestamp = TraceRecorder.Now();
        context.Trace?.Add(SpanNames.WaitForClientRead, TraceRecorder.Root, ready, context.EndTimestamp);
    }

    private static ReadOnlyMemory<byte> Prepare(RequestContext context)
    {
        var (body, type) = Format(context);
        var headers = context.ResponseHeaders;
        context.Response.StatusCode = context.ExitStatus;
        context.Response.ReasonPhrase = null;
        if (!context.IsHttp2 && (context.ClosesConnection || context.AwaitsContinue))
        {
            headers.Connection = "close";
        }

        if (context.Exit != ExitKind.Body && context.IsGrpc)
        {
            headers.ContentType = "application/grpc";
            if (!headers.ContainsKey("grpc-status"))
            {
                headers["grpc-status"] = SmallNumbers.Text(GrpcStatus.FromHttp(context.ExitStatus));
                headers["grpc-message"] = context.ExitMessage;
            }

            headers.ContentLength = 0;
            return default;
        }

        if (type is not null)
        {
            headers.ContentType = type;
        }

        headers.ContentLength = CanHaveBody(context.ExitStatus) ? body.Length : null;
        if (context.Exit == ExitKind.Refusal && !context.IsHttp2)
        {
            headers.Connection = "close";
        }

        return body;
    }

    private static (ReadOnlyMemory<byte> Body, string? Type) Format(RequestContext context)
    {
        if (context.Exit == ExitKind.Body)
        {
            return (context.ExitBody, context.ExitContentType);
        }

        var headers = context.RequestHeaders;
        var formatter = context.Runtime.Errors;
        var format = context.Exit switch
        {
            ExitKind.ProxyFailure => formatter.ForProxyFailure(headers.Accept, headers.ContentType),
            ExitKind.Refusal => formatter.Default,
            _ => ErrorFormatter.ByAccept(headers.Accept),
        };
        return (formatter.Format(format, context.ExitMessage, context.RequestId), ErrorFormatter.ContentType(format));
    }

    private static ReadOnlyMemory<byte> Filter(RequestContext context, ReadOnlyMemory<byte> body)
    {
        var filter = context.BodyFilter;
        if (filter.HasFailed)
        {
            return body;
        }

        if (context.Trace is not null)
        {
            filter.Begin(context, TraceRecorder.Now());
        }

        if (BodyFilterStage.IsNeeded(context))
        {
            var filtered = filter.Run(context, body, isLast: true);

            // The whole body is here, so its length can still be told as it is.
            if (context.ResponseHeaders.ContentLength is not null)
            {
                context.ResponseHeaders.ContentLength = filtered.Length;
            }

            body = filtered;
        }

        if (context.Trace is { } trace)
        {
            filter.End(context, trace);
        }

        return body;
    }

    private static bool CanHaveBody(int status) => status is >= 200 and not (204 or 205 or 304);
}
