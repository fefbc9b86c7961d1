using Microsoft.AspNetCore.Http;

namespace Sightglass.ControlPlane.Http;

/// <summary>What the edge answers before a request reaches the API.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record EdgeMessage(string Message, int Status)
{
    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return context.Response.WriteAsJsonAsync(new EdgeMessage(message, status), ApiJson.Default.EdgeMessage, "application/json; charset=utf-8", context.RequestAborted);
    }
}
