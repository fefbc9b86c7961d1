using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <content>After a 101: bytes are passed on in both directions until both sides have ended.</content>
internal sealed partial class ProxyExchange
{
    private async ValueTask UpgradeAsync()
    {
        var connection = _connection!;
        ResponseHeaderCopier.Copy(_context, connection.Head);
        _context.Response.StatusCode = 101;
        if (!HeaderFilterStage.Run(_context))
        {
            _context.ResponseHeaders.Clear();
            return;
        }

        _context.ResponseHeaders.Upgrade = "websocket";
        var client = await _context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        using var over = new CancellationTokenSource();
        var toUpstream = CopyToUpstreamAsync(client, connection, over.Token);
        var toClient = CopyToClientAsync(connection, client, over);
        await Task.WhenAll(toUpstream, toClient).ConfigureAwait(false);
        _context.EndTimestamp = TraceRecorder.Now();
        if (_context.Trace is { } trace)
        {
            RecordUpgraded(trace, await toClient.ConfigureAwait(false));
        }

        await ReleaseAsync(reusable: false).ConfigureAwait(false);
    }

    private void RecordUpgraded(TraceRecorder trace, string? failure)
    {
        var read = trace.Add(SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, _context.UpstreamHeadTimestamp, _context.UpstreamEndTimestamp);
        if (failure is not null)
        {
            trace.Fail(read, failure);
            trace.Fail(TraceRecorder.Root, failure);
        }

        _spans.Account(trace, _sendStart, _context.UpstreamEndTimestamp);
        if (_context.EndTimestamp > _context.UpstreamEndTimestamp)
        {
            trace.Add(SpanNames.WaitForClientRead, TraceRecorder.Root, _context.UpstreamEndTimestamp, _context.EndTimestamp);
        }
    }

    private async Task CopyToUpstreamAsync(Stream client, UpstreamConnection connection, CancellationToken over)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (true)
            {
                var read = await client.ReadAsync(buffer, over).Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
                if (read == 0)
                {
                    connection.ShutdownSend();
                    return;
                }

                _context.RequestBodySize += read;
                var error = await connection.SendAsync(buffer.AsMemory(0, read), CancellationToken.None).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
                if (error != UpstreamError.None)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The upstream has ended.
        }
        catch (Exception)
        {
            // The client is gone: the upstream is told by its connection's end.
            connection.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Why it ended; null when the upstream had nothing more to say.</returns>
    private async Task<string?> CopyToClientAsync(UpstreamConnection connection, Stream client, CancellationTokenSource over)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (true)
            {
                var read = await connection.ReadRawAsync(buffer).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
                _context.UpstreamEndTimestamp = TraceRecorder.Now();
                if (read.Bytes > 0)
                {
                    _context.ResponseBodySize += read.Bytes;
                    await client.WriteAsync(buffer.AsMemory(0, read.Bytes)).Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
                }

                if (read.IsLast)
                {
                    return null;
                }

                if (read.Error != UpstreamError.None)
                {
                    _context.Lifetime.Abort();
                    return read.Error == UpstreamError.Aborted ? ClientGone : connection.ErrorDetail ?? read.Error.ToText();
                }
            }
        }
        catch (Exception)
        {
            connection.Abort();
            return ClientGone;
        }
        finally
        {
            // Either side's end ends the other: a WebSocket has said goodbye in its own protocol by then. What it said last is still delivered.
            await over.CancelAsync().ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
