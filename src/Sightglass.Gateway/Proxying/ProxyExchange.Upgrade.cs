using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
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
        HeaderFilterStage.Run(_context);
        _context.ResponseHeaders.Upgrade = "websocket";
        var client = await _context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        var toUpstream = CopyToUpstreamAsync(client, connection);
        var toClient = CopyToClientAsync(connection, client);
        await Task.WhenAll(toUpstream, toClient).ConfigureAwait(false);
        var now = TraceRecorder.Now();
        _context.UpstreamEndTimestamp = _context.EndTimestamp = now;
        if (_context.Trace is { } trace)
        {
            trace.Add(Tracing.Catalogue.SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, _context.UpstreamHeadTimestamp, now);
            _spans.Account(trace, _sendStart, now);
        }

        await ReleaseAsync(reusable: false).ConfigureAwait(false);
    }

    private async Task CopyToUpstreamAsync(Stream client, UpstreamConnection connection)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (true)
            {
                var read = await client.ReadAsync(buffer).Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
                if (read == 0)
                {
                    connection.ShutdownSend();
                    return;
                }

                _context.RequestBodySize += read;
                var error = await connection.SendAsync(buffer.AsMemory(0, read)).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
                if (error != UpstreamError.None)
                {
                    return;
                }
            }
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

    private async Task CopyToClientAsync(UpstreamConnection connection, Stream client)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (true)
            {
                var read = await connection.ReadRawAsync(buffer).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
                if (read.Bytes > 0)
                {
                    _context.ResponseBodySize += read.Bytes;
                    await client.WriteAsync(buffer.AsMemory(0, read.Bytes)).ConfigureAwait(false);
                }

                if (read.IsLast || read.Error != UpstreamError.None)
                {
                    return;
                }
            }
        }
        catch (Exception)
        {
            connection.Abort();
        }
        finally
        {
            // Either side's end ends the other: a WebSocket has said goodbye in its own protocol by then.
            _context.Lifetime.Abort();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
