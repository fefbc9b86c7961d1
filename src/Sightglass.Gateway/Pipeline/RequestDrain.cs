using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.Gateway.Proxying;

namespace Sightglass.Gateway.Pipeline;

/// <summary>
/// Takes what is left of a request's body when its response is sent, so that the connection can serve the next request. The server would
/// do so as well, but only when the request has been let go of, and what it takes then stands where the next request's head is looked for.
/// </summary>
internal static class RequestDrain
{
    // As long as the field's servers linger: for one piece, and for all of it.
    private static readonly TimeSpan PieceLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TotalLimit = TimeSpan.FromSeconds(30);

    /// <summary>Whether there may be something left. Of HTTP/2's streams the server takes care by itself.</summary>
    public static bool IsNeeded(RequestContext context)
        => !context.IsHttp2 && context.RequestBodyEndTimestamp == 0 && context.BodyFailure == 0 && context.HasBody && !context.AwaitsContinue;

    /// <summary>Reads to the end of the body; a client that is too slow is disconnected.</summary>
    public static async ValueTask RunAsync(RequestContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The response has said that it is too large; a client in the middle of sending reads it only if it is not cut off.
            limit.MaxRequestBodySize = null;
        }

        var time = context.Runtime.Time;
        var begun = time.GetTimestamp();
        var reader = RequestBodyReader.GetReader(context);
        try
        {
            while (true)
            {
                var result = await ReadAsync(reader, time, TotalLimit - time.GetElapsedTime(begun)).ConfigureAwait(false);
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            context.Lifetime.Abort();
        }
        catch (Exception)
        {
            // Malformed or broken off: the server meets the same, and closes the connection.
        }
    }

    private static ValueTask<ReadResult> ReadAsync(PipeReader reader, TimeProvider time, TimeSpan left)
        => left <= TimeSpan.Zero
            ? throw new OperationCanceledException()
            : reader.TryRead(out var result) ? new ValueTask<ReadResult>(result) : WaitAsync(reader, time, left);

    private static async ValueTask<ReadResult> WaitAsync(PipeReader reader, TimeProvider time, TimeSpan left)
    {
        using var timeout = new CancellationTokenSource(left < PieceLimit ? left : PieceLimit, time);
        return await reader.ReadAsync(timeout.Token).ConfigureAwait(false);
    }
}
