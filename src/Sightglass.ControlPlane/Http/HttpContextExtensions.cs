using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Http;

internal static class HttpContextExtensions
{
    public static Principal Principal(this HttpContext context) => context.Features.GetRequiredFeature<Principal>();

    /// <summary>Writes the problem, with the request's id in <c>instance</c>.</summary>
    public static Task WriteProblemAsync(this HttpResponse response, Problem problem)
    {
        response.StatusCode = problem.Status;
        if (problem.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString();
        }

        var instance = response.HttpContext.Features.Get<Correlation>()?.Instance;
        return response.WriteAsJsonAsync(
            ProblemDocument.From(problem, instance), ApiJson.Default.ProblemDocument, "application/problem+json; charset=utf-8", response.HttpContext.RequestAborted);
    }

    public static Task WriteAsync<T>(this HttpResponse response, int status, T value, JsonTypeInfo<T> type)
    {
        response.StatusCode = status;
        return response.WriteAsJsonAsync(value, type, "application/json; charset=utf-8", response.HttpContext.RequestAborted);
    }

    /// <summary>Writes the value, or the problem that stood in its way.</summary>
    public static Task WriteAsync<T>(this HttpResponse response, Result<T> result, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
        where T : notnull =>
        result.TryGet(out var value, out var problem) ? response.WriteAsync(status, value, type) : response.WriteProblemAsync(problem);

    /// <summary>Answers 204, or with the problem.</summary>
    public static Task WriteNoContentAsync(this HttpResponse response, Problem? problem)
    {
        if (problem is not null)
        {
            return response.WriteProblemAsync(problem);
        }

        response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
