using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Http;

/// <summary>
/// The edge of the API: lets in who shows a good token, and turns what goes wrong further in into problems. Cookies are no way in: they
/// come along with requests that another site makes a browser send.
/// </summary>
internal sealed class ApiMiddleware(RequestDelegate next, IAccess access, ILogger<ApiMiddleware> logger)
{
    private const int MaxUserAgent = 256;

    public async Task InvokeAsync(HttpContext context)
    {
        // Answers hold tokens, configuration and captured traffic: for the caller's eyes, now.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            if (await AuthenticateAsync(context) is not { } principal)
            {
                await EdgeMessage.WriteAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");
                return;
            }

            context.Features.Set(principal with { Origin = Origin(context) });
            await next(context);
            if (!context.Response.HasStarted && Unrouted(context) is { } unrouted)
            {
                await context.Response.WriteProblemAsync(unrouted);
            }
        }
        catch (Exception e) when (!context.Response.HasStarted && ToProblem(context, e) is { } problem)
        {
            context.Response.Clear();
            await context.Response.WriteProblemAsync(problem);
        }
    }

    /// <summary>What routing has no words for.</summary>
    private static Problem? Unrouted(HttpContext context) =>
        context.GetEndpoint() is null ? Problem.NotFound($"There is nothing at {context.Request.Path}.")
        : context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? new Problem
            {
                Status = StatusCodes.Status405MethodNotAllowed,
                Title = "Method Not Allowed",
                Detail = $"{context.Request.Path} answers to {context.Response.Headers.Allow}.",
            }
        : null;

    private static string Id(HttpContext context) => context.Features.GetRequiredFeature<Correlation>().Instance;

    private static RequestOrigin Origin(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new RequestOrigin(
            context.Connection.RemoteIpAddress?.ToString(),
            context.Features.GetRequiredFeature<Correlation>().DatadogTraceId,
            agent.Length > MaxUserAgent ? agent[..MaxUserAgent] : agent);
    }

    private async Task<Principal?> AuthenticateAsync(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await access.AuthenticateAsync(value[Scheme.Length..].Trim(), context.RequestAborted)
            : null;
    }

    private Problem? ToProblem(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return null;
            case BadHttpRequestException bad:
                return new Problem { Status = bad.StatusCode, Title = "Bad Request", Detail = bad.Message };
            case StorageException or KeyUnavailableException:
                logger.ApiUnavailable(exception, context.Request.Method, context.Request.Path, Id(context));
                return Problem.Unavailable(exception is KeyUnavailableException ? exception.Message : "The storage cannot be used now. The log says why.") with
                {
                    RetryAfterSeconds = 5,
                };
            default:
                logger.ApiFailed(exception, context.Request.Method, context.Request.Path, Id(context));
                return new Problem { Status = 500, Title = "Internal Server Error", Detail = "The request failed. The log says why, under the id in 'instance'." };
        }
    }
}
