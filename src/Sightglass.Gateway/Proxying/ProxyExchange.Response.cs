using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <content>8 response / header_filter, 9 body_filter: the upstream's response goes to the client.</content>
internal sealed partial class ProxyExchange
{
    // One read of a body. Large enough that big bodies cost few system calls, small enough that many of them at once cost little memory.
    private const int PieceSize = 16 * 1024;

    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private async ValueTask RespondAsync()
    {
        var head = _connection!.Head;
        if (head.Framing == ResponseFraming.Upgraded)
        {
            await UpgradeAsync().ConfigureAwait(false);
            return;
        }

        _context.Response.StatusCode = head.Status;
        _context.Response.ReasonPhrase = head.UnusualReason;
        ResponseHeaderCopier.Copy(_context, head);
        if (_context.KeepsServiceHeaders)
        {
            ResponseHeaderCopier.Keep(_context, head);
        }

        if (_context.Plan.Takes(PluginPhases.Response) || _context.Changes.Buffering)
        {
            await RespondBufferedAsync().ConfigureAwait(false);
            return;
        }

        if (!HeaderFilterStage.Run(_context))
        {
            _context.ResponseHeaders.Clear();
            return;
        }

        if (head.Framing == ResponseFraming.None && BodyFilterStage.IsNeeded(_context) && CanHaveBody())
        {
            // An empty body is a body: filters see its end, and may put something there.
            await _context.ResponseBody.StartAsync().ConfigureAwait(false);
            await StreamFilteredAsync(_connection).ConfigureAwait(false);
        }
        else if (head.Framing == ResponseFraming.None)
        {
            await EndUpstreamAsync(hasBody: false, TraceRecorder.Now()).ConfigureAwait(false);
            await CompleteAsync().ConfigureAwait(false);
        }
        else
        {
            await StreamAsync(head).ConfigureAwait(false);
        }
    }

    /// <summary>Sends the body as it arrives.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    private async ValueTask StreamAsync(ResponseHead head)
    {
        var connection = _connection!;
        var body = _context.ResponseBody;
        var framesItself = FramesItself(head);
        if (framesItself)
        {
            _context.ResponseHeaders.TransferEncoding = "chunked";
        }

        var started = body.StartAsync();
        if (!started.IsCompletedSuccessfully)
        {
            await started.ConfigureAwait(false);
        }

        if (!connection.HasBuffered)
        {
            // The body may be long in coming, and a client that waits for events wants to know at least that it will.
            await body.Writer.FlushAsync().Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
        }

        if (framesItself)
        {
            await StreamWithTrailersAsync(connection).ConfigureAwait(false);
            return;
        }

        if (BodyFilterStage.IsNeeded(_context))
        {
            await StreamFilteredAsync(connection).ConfigureAwait(false);
            return;
        }

        var writer = body.Writer;
        var remaining = head.ContentLength;
        while (true)
        {
            var memory = writer.GetMemory(remaining is >= 0 and < PieceSize ? Math.Max((int)remaining, 1) : PieceSize);
            var read = await connection.ReadBodyAsync(memory).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
            if (read.Error != UpstreamError.None)
            {
                await CutAsync(read.Error).ConfigureAwait(false);
                return;
            }

            NotePiece();
            writer.Advance(read.Bytes);
            _context.ResponseBodySize += read.Bytes;
            remaining -= read.Bytes;
            if (read.IsLast)
            {
                AppendTrailers(connection);
                await EndUpstreamAsync(hasBody: true, TraceRecorder.Now()).ConfigureAwait(false);
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

    private bool CanHaveBody() => !_context.IsHead && OwnResponse.CanHaveBody(_context.Response.StatusCode);

    private async ValueTask StreamFilteredAsync(UpstreamConnection connection)
    {
        var writer = _context.ResponseBody.Writer;
        var piece = System.Buffers.ArrayPool<byte>.Shared.Rent(PieceSize);
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

                // Before the filters: their time is none of the upstream's.
                var received = read.IsLast ? TraceRecorder.Now() : 0;
                NotePiece();
                var data = _context.BodyFilter.Run(_context, piece.AsMemory(0, read.Bytes), read.IsLast);
                _context.ResponseBodySize += data.Length;
                if (read.IsLast)
                {
                    AppendTrailers(connection);
                    await EndUpstreamAsync(hasBody: connection.Head.Framing != ResponseFraming.None, received).ConfigureAwait(false);
                    Write(writer, data);
                    await CompleteAsync().ConfigureAwait(false);
                    return;
                }

                if (!data.IsEmpty)
                {
                    var flushed = await writer.WriteAsync(data).Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
                    if (flushed.IsCompleted)
                    {
                        await CutAsync(UpstreamError.Aborted, ClientGone).ConfigureAwait(false);
                        return;
                    }
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
            System.Buffers.ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Trailers go on where the client's protocol has a place for them.</summary>
    private void AppendTrailers(UpstreamConnection connection)
    {
        if (connection.Trailers.Count == 0 || _context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>() is not { } trailers)
        {
            return;
        }

        for (var i = 0; i < connection.Trailers.Count; i++)
        {
            trailers.Trailers[connection.Trailers.GetName(i)] = connection.Trailers.GetValue(i);
        }
    }

    private static void Write(PipeWriter writer, ReadOnlyMemory<byte> data)
    {
        if (!data.IsEmpty)
        {
            System.Buffers.BuffersExtensions.Write(writer, data.Span);
        }
    }

    /// <summary>A piece of the body is here; the first one begins the body_filter phase.</summary>
    private void NotePiece()
    {
        if (_context.Trace is not null && !_context.BodyFilter.HasBegun)
        {
            _context.BodyFilter.Begin(_context, TraceRecorder.Now());
        }
    }

    /// <summary>The upstream's part is over: its connection may serve others while the client still reads.</summary>
    private ValueTask EndUpstreamAsync(bool hasBody, long received)
    {
        _context.UpstreamEndTimestamp = received;
        if (_context.Trace is { } trace)
        {
            if (hasBody)
            {
                trace.Add(SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, _context.UpstreamHeadTimestamp, received);
            }

            _spans.Account(trace, _sendStart, received);
        }

        if (_pump is null)
        {
            Release(_connection!, reusable: true);
            return default;
        }

        return ReleaseAsync(reusable: true);
    }

    /// <summary>Hands the last bytes to the kernel.</summary>
    private ValueTask CompleteAsync()
    {
        if (_context.Trace is { } trace)
        {
            return CompleteTracedAsync(trace);
        }

        var completing = ResponseEnd.FlushAsync(_context);
        if (completing.IsCompletedSuccessfully)
        {
            _context.EndTimestamp = TraceRecorder.Now();
            return default;
        }

        return CompleteSlowlyAsync(completing);
    }

    private async ValueTask CompleteSlowlyAsync(ValueTask<FlushResult> completing)
    {
        await completing.ConfigureAwait(false);
        _context.EndTimestamp = TraceRecorder.Now();
    }

    private async ValueTask CompleteTracedAsync(TraceRecorder trace)
    {
        _context.BodyFilter.End(_context, trace);

        // Not from the upstream's end on: what plugins did with the last piece since then is none of the client's.
        var ready = TraceRecorder.Now();
        await ResponseEnd.FlushAsync(_context).Charge(trace, LatencyKind.Client).ConfigureAwait(false);
        _context.EndTimestamp = TraceRecorder.Now();
        trace.Add(SpanNames.WaitForClientRead, TraceRecorder.Root, ready, _context.EndTimestamp);
    }

    private void FailBody(TraceRecorder trace, long timestamp, string detail)
    {
        trace.Fail(trace.Add(SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, _context.UpstreamHeadTimestamp, timestamp), detail);
        _spans.Account(trace, _sendStart, timestamp);
    }

    /// <summary>
    /// The response cannot be completed. What has been sent must not look complete, so the client's connection is broken off.
    /// </summary>
    /// <param name="error">What the upstream did; <see cref="UpstreamError.Aborted"/> when it is not its fault.</param>
    /// <param name="reason">Why, when it is not its fault.</param>
    private ValueTask CutAsync(UpstreamError error, string? reason = null)
    {
        var detail = reason ?? (_context.Aborted.IsCancellationRequested ? ClientGone : _connection?.ErrorDetail ?? error.ToText());
        _context.PluginLog.ResponseCut(_context.RequestId, detail);
        _context.Lifetime.Abort();
        if (_context.Trace is { } filtered)
        {
            _context.BodyFilter.End(_context, filtered);
        }

        var now = TraceRecorder.Now();
        _context.UpstreamEndTimestamp = now;
        if (_context.Trace is { } trace)
        {
            FailBody(trace, now, detail);
            trace.Fail(TraceRecorder.Root, detail);
        }

        _context.EndTimestamp = TraceRecorder.Now();

        if (_target is { } target && error != UpstreamError.Aborted)
        {
            target.ReportError(error, _connection);
        }

        return ReleaseAsync(reusable: false);
    }
}
