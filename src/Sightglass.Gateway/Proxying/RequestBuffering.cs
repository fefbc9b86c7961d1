using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// Holds a request back until its body is here (<c>request_buffering</c>), as far as that makes a difference: the upstream is told the length
/// of a body that came in chunks, and an idempotent request can be sent once more. A body beyond <c>client_body_buffer_size</c> is streamed.
/// </summary>
internal static class RequestBuffering
{
    public static bool IsNeeded(RequestContext context)
    {
        if (!context.HasBody || context.Changes.Body is not null || !context.Route!.Config.RequestBuffering)
        {
            return false;
        }

        var length = context.RequestHeaders.ContentLength;
        return length is null || (length <= context.Runtime.Options.RequestBodyBufferSize && ProxyExchange.IsIdempotent(context));
    }

    /// <summary>Reads the body, or as much of it as is kept.</summary>
    /// <returns>False when the client's body cannot be read; the request then knows why.</returns>
    public static async ValueTask<bool> RunAsync(RequestContext context)
    {
        try
        {
            await RequestBodyReader.ReadAsync(context, context.Runtime.Options.RequestBodyBufferSize, context.Aborted).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (context.BodyFailure != 0 || context.Aborted.IsCancellationRequested)
        {
            return false;
        }
    }
}
