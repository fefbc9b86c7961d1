using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
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

        if (context.IsGrpc && GrpcMessage(context, body.Span) is { } message)
        {
            headers.ContentType = context.Exit == ExitKind.Body ? default : "application/grpc";
            if (!headers.ContainsKey("grpc-status"))
            {
                headers["grpc-status"] = SmallNumbers.Text(GrpcStatus.FromHttp(context.ExitStatus));
                headers["grpc-message"] = GrpcStatus.Message(message);
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

    /// <summary>
    /// What a gRPC client is told instead of a body; null when the body is sent as it is, because a plugin says which type it has. The
    /// message of a JSON body is its text; one without is told by the name of its status.
    /// </summary>
    private static string? GrpcMessage(RequestContext context, ReadOnlySpan<byte> body)
    {
        if (context.Exit != ExitKind.Body)
        {
            return context.ExitMessage;
        }

        if (context.ExitIsProxied || context.ResponseHeaders.ContentType.Count > 0)
        {
            return null;
        }

        if (context.ExitContentType is { } type)
        {
            return type != ErrorFormatter.ContentType(ErrorFormat.Json) ? null : JsonMessage(body) ?? StatusName(context);
        }

        return body.IsEmpty ? StatusName(context) : Encoding.UTF8.GetString(body);
    }

    private static string StatusName(RequestContext context) => GrpcStatus.Name(GrpcStatus.FromHttp(context.ExitStatus));

    private static string? JsonMessage(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                ? message.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (ReadOnlyMemory<byte> Body, string? Type) Format(RequestContext context)
    {
        if (context.Exit == ExitKind.Body)
        {
            return (context.ExitBody, context.ExitContentType);
        }

        var headers = context.RequestHeaders;
        if (context.Exit == ExitKind.ProxyFailure && ErrorFormatter.IsForGrpc(headers.Accept, headers.ContentType))
        {
            return (ErrorFormatter.Bare(context.ExitMessage), ErrorFormatter.ContentType(ErrorFormat.Json));
        }

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

    /// <summary>Whether a response of this status has a body, if not to HEAD (RFC 9110 6.4.1; none with 205, 15.3.6).</summary>
    public static bool CanHaveBody(int status) => status is >= 200 and not (204 or 205 or 304);
}
