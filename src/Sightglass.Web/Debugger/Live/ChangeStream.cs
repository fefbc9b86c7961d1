using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sightglass.Web.Debugger.Live;

/// <summary>
/// Announces to a page that what it shows has changed: server-sent events that carry the fact and no data. Bursts become one announcement;
/// a comment every 15 s keeps the connection through proxies.
/// </summary>
internal sealed class ChangeStream(HttpResponse response, TimeProvider time)
{
    private const string End = "event: end\ndata:\n\n";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes until <paramref name="changes"/> is exhausted or the page is gone.</summary>
    public async Task WriteAsync(IAsyncEnumerable<ChangeKind> changes, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        try
        {
            await SendAsync(": open\n\n", cancellationToken);
            await PumpAsync(changes, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page was closed: the ordinary end of a stream.
        }
    }

    private async Task PumpAsync(IAsyncEnumerable<ChangeKind> changes, CancellationToken cancellationToken)
    {
        // One place: what is not announced yet is announced by the newest, and the newest may be the last.
        var pending = Channel.CreateBounded<ChangeKind>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(changes, pending.Writer, stop.Token);
        try
        {
            while (await WaitAsync(pending.Reader, cancellationToken))
            {
                if (!pending.Reader.TryRead(out var change))
                {
                    continue;
                }

                await SendAsync(change == ChangeKind.Last ? End : "event: change\ndata:\n\n", cancellationToken);
                if (change == ChangeKind.Last)
                {
                    return;
                }

                await Task.Delay(Spacing, time, cancellationToken);
            }

            await SendAsync(End, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private static async Task ReadAsync(IAsyncEnumerable<ChangeKind> changes, ChannelWriter<ChangeKind> pending, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in changes.WithCancellation(cancellationToken))
            {
                pending.TryWrite(change);
            }

            pending.Complete();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            pending.Complete();
        }
        catch (Exception error)
        {
            pending.Complete(error);
        }
    }

    // Waits for a change, with a sign of life while there is none. False when there will be no more.
    private async Task<bool> WaitAsync(ChannelReader<ChangeKind> pending, CancellationToken cancellationToken)
    {
        var waiting = pending.WaitToReadAsync(cancellationToken).AsTask();
        while (await Task.WhenAny(waiting, Task.Delay(Heartbeat, time, cancellationToken)) != waiting)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SendAsync(": still here\n\n", cancellationToken);
        }

        return await waiting;
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
