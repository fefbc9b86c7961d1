using System.Buffers;
using System.IO.Pipelines;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <content>
/// Trailers to HTTP/1.1 clients that asked for them. The server frames chunks itself but cannot end them with trailers, so these responses
/// are framed here.
/// </content>
internal sealed partial class ProxyExchange
{
    private bool FramesItself(ResponseHead head)
        => head.Framing == ResponseFraming.Chunked
            && _context.HttpVersion == "1.1"
            && head.IndexOf(KnownHeader.Trailer) >= 0
            && ResponseHeaderCopier.WantsTrailers(_context);

    private async ValueTask StreamWithTrailersAsync(UpstreamConnection connection)
    {
        var writer = _context.ResponseBody.Writer;
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (true)
            {
                var read = await connection.ReadBodyAsync(piece).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
                if (read.Error != UpstreamError.None)
                {
                    await CutAsync(read.Error).ConfigureAwait(false);
                    return;
                }

                // What filters do with the last piece is none of the upstream's time.
                var received = TraceRecorder.Now();
                NotePiece();
                ReadOnlyMemory<byte> data = piece.AsMemory(0, read.Bytes);
                if (BodyFilterStage.IsNeeded(_context))
                {
                    data = _context.BodyFilter.Run(_context, data, read.IsLast);
                }

                WriteChunk(writer, data.Span);
                _context.ResponseBodySize += data.Length;
                if (read.IsLast)
                {
                    WriteTrailers(writer, connection.Trailers);
                    await EndUpstreamAsync(hasBody: true, received).ConfigureAwait(false);
                    await CompleteAsync().ConfigureAwait(false);
                    return;
                }

                var flushed = await writer.FlushAsync().Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
                if (flushed.IsCompleted)
                {
                    await CutAsync(UpstreamError.Aborted, ClientGone).ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (BodyFilterException exception)
        {
            _context.PluginLog.ResponseFilterFailed(exception, _context.RequestId);
            await CutAsync(UpstreamError.Aborted, exception.Message).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static void WriteChunk(PipeWriter writer, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        Span<byte> prefix = stackalloc byte[ChunkedEncoder.MaxPrefix];
        var length = ChunkedEncoder.WritePrefix(prefix, data.Length);
        writer.Write(prefix[^length..]);
        writer.Write(data);
        writer.Write("\r\n"u8);
    }

    private static void WriteTrailers(PipeWriter writer, ResponseTrailers trailers)
    {
        var end = new HeadBuffer();
        end.Begin();
        end.Append("0\r\n"u8);
        for (var i = 0; i < trailers.Count; i++)
        {
            end.AppendHeader(trailers.GetName(i), trailers.GetValue(i));
        }

        end.EndLine();
        writer.Write(end.Written.Span);
        end.End();
    }
}
