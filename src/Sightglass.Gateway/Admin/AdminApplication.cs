using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Admin.Dispatch;

namespace Sightglass.Gateway.Admin;

/// <summary>Answers requests: finds the endpoint, runs it, and turns what goes wrong into the fixed answers.</summary>
internal sealed class AdminApplication(
    EndpointTable endpoints, AdminServices services, AdminServerOptions options, CancellationToken stopping)
{
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task HandleAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        var path = AdminPath.Of(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var endpoint = endpoints.Find(path, out var arguments);
        var answer = CrossSiteGuard.Problem(context) is { } problem ? AdminAnswer.Message(403, problem)
            : endpoint is null ? AdminAnswer.NotFound
            : await AnswerAsync(context, endpoint, new AdminRequest(context.Request, path, arguments));
        try
        {
            await WriteAsync(context, answer, start);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone. What it asked for is done.
        }
    }

    private async Task<AdminAnswer> AnswerAsync(HttpContext context, AdminEndpoint endpoint, AdminRequest request)
    {
        var method = context.Request.Method;
        if (method == "OPTIONS")
        {
            return AdminAnswer.NoContent with { Allow = endpoint.Methods };
        }

        if (endpoint.Find(method) is not { } handler)
        {
            return AdminAnswer.MethodNotAllowed(endpoint.Methods);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(options.WriteTimeout);
        try
        {
            var answer = await UnreadableAsync(method, request) ?? await handler(request, limit.Token);
            if (method is not ("GET" or "HEAD"))
            {
                services.Logger.AdminWrite(method, endpoint.Pattern, context.Connection.RemoteIpAddress, answer.Status);
            }

            return answer;
        }
        catch (BadHttpRequestException e)
        {
            return AdminAnswer.Message(e.StatusCode, e.StatusCode == 413 ? "Payload too large" : "Bad request");
        }
        catch (InvalidDataException)
        {
            return AdminAnswer.Message(400, "Cannot parse multipart body");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return AdminAnswer.Message(503, "The gateway is stopping");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return AdminAnswer.Message(504, "The change took too long and was given up; nothing has changed");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client went away before its request was complete.
            return AdminAnswer.Message(400, "Bad request");
        }
        catch (Exception e)
        {
            services.Logger.AdminFailed(e, method, endpoint.Pattern);
            return AdminAnswer.Unexpected;
        }
    }

    /// <summary>A body that no endpoint could read is refused whatever is asked, and before anything is looked up.</summary>
    private static async Task<AdminAnswer?> UnreadableAsync(string method, AdminRequest request)
    {
        if (method is not ("POST" or "PUT" or "PATCH"))
        {
            return null;
        }

        var content = await request.ReadContentAsync();
        return content.Kind switch
        {
            ContentKind.Other => AdminAnswer.UnsupportedMediaType,
            ContentKind.Json when content.Json() is null => AdminAnswer.Message(400, "Cannot parse JSON body"),
            _ => null,
        };
    }

    private async Task WriteAsync(HttpContext context, AdminAnswer answer, long start)
    {
        var response = context.Response;
        var headers = response.Headers;
        response.StatusCode = answer.Status;
        headers.AccessControlAllowOrigin = context.Request.Headers.Origin is [{ Length: > 0 } origin] ? origin : "*";
        headers.Vary = "Origin";
        headers.XContentTypeOptions = "nosniff";
        if (answer.Allow is { } allow)
        {
            headers.Allow = allow;
            if (answer.Status == 204)
            {
                headers.AccessControlAllowMethods = allow;
                headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders is [{ Length: > 0 } asked] ? asked : "Content-Type";
            }
        }

        if (answer.RetryAfter is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (options.Headers.HasFlag(GatewayHeaders.Server))
        {
            headers.Server = services.Node.ServerToken;
        }

        var body = answer.Body is { } json ? Serialize(json) : answer.Text;
        if (options.Headers.HasFlag(GatewayHeaders.AdminLatency))
        {
            headers["X-Kong-Admin-Latency"] = ((long)Stopwatch.GetElapsedTime(start).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        if (body is not { } bytes)
        {
            response.ContentLength = answer.Status is 204 or 304 ? null : 0;
            return;
        }

        response.ContentType = answer.TextType ?? "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        if (context.Request.Method != "HEAD")
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static ReadOnlyMemory<byte> Serialize(JsonNode body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Plain);
        body.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
