using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Proxying;

/// <summary>A request's body that cannot be read on: malformed, too large, too slow; or its client is gone.</summary>
internal static class RequestBodyFailure
{
    /// <summary>Gets what the client is told.</summary>
    /// <param name="exception">What reading threw.</param>
    /// <returns>A status; 0 when nobody is left to be told.</returns>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException refused => refused.StatusCode,
        ConnectionResetException or ConnectionAbortedException or OperationCanceledException => 0,

        // The server says so of sizes beyond its numbers and of trailers that are no text.
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Answers for the body; what follows on the connection may be the rest of it.</summary>
    public static void Exit(RequestContext context)
    {
        var status = context.BodyFailure;
        context.Source = ResponseSource.Error;
        context.ClosesConnection = true;
        context.ExitWithError(
            status == StatusCodes.Status431RequestHeaderFieldsTooLarge ? StatusCodes.Status400BadRequest : status,
            GatewayMessages.ForHttpLayer(status),
            ExitKind.ProxyFailure);
    }
}
