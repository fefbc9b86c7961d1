using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Http;

/// <summary>
/// The edge of the API: lets in who shows a good token (or, for reading, is signed in to the web interface), and turns what goes wrong further
/// in into problems.
/// </summary>
internal sealed class ApiMiddleware(RequestDelegate next, IAccess access, ILogger<ApiMiddleware> logger)
{
    private const int MaxUserAgent = 256;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (await AuthenticateAsync(context) is not { } principal)
            {
                await EdgeMessage.WriteAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");
                return;
            }

            context.Features.Set(principal with { Origin = Origin(context) });
            await next(context);
            if (!context.Response.HasStarted && context.GetEndpoint() is null)
            {
                await context.Response.WriteProblemAsync(Problem.NotFound($"There is nothing at {context.Request.Path}."));
            }
        }
        catch (Exception e) when (!context.Response.HasStarted && ToProblem(context, e) is { } problem)
        {
            context.Response.Clear();
            await context.Response.WriteProblemAsync(problem);
        }
    }

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
        var header = context.Request.Headers.Authorization;
        if (header.Count > 0)
        {
            return header.Count == 1
                && header[0] is { } value
                && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                ? await access.AuthenticateAsync(value["Bearer ".Length..].Trim(), context.RequestAborted)
                : null;
        }

        // A cookie comes along with requests that another site makes the browser send: good enough to read with, not to change anything.
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return null;
        }

        var cookie = await context.AuthenticateAsync(SignInCookie.Scheme);
        return cookie.Principal is { } signedIn && SignInCookie.PrincipalId(signedIn) is { } id ? await access.FindAsync(id, context.RequestAborted) : null;
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
                logger.ApiUnavailable(exception, context.Request.Method, context.Request.Path);
                return Problem.Unavailable(exception is KeyUnavailableException ? exception.Message : "The storage cannot be used now. The log says why.") with
                {
                    RetryAfterSeconds = 5,
                };
            default:
                logger.ApiFailed(exception, context.Request.Method, context.Request.Path);
                return new Problem { Status = 500, Title = "Internal Server Error", Detail = "The request failed. The log says why, under the id in 'instance'." };
        }
    }
}
