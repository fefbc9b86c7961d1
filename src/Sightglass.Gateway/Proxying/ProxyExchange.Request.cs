using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <content>7 upstream exchange: the request is sent, the response's head is read.</content>
internal sealed partial class ProxyExchange
{
    // A body up to this size is sent together with the head.
    private const int SmallBody = 16 * 1024;

    // Who closes the charge of waiting for the head when the sending and the arrival meet.
    private const int HeadAwaiting = 1;
    private const int HeadAwaited = 2;
    private const int HeadArrived = 3;

    // The latest wait for the head was over; 0 when there was none that is charged here.
    private long _headAt;
    private long _headWaitSince;
    private int _headWait = HeadArrived;

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<UpstreamError> ExchangeHeadAsync()
    {
        var connection = _connection!;
        RequestHeadWriter.Write(_context, _host, _body.Framing, _upgrade);
        _sendStart = _context.Trace is null ? _context.SelectedTimestamp : TraceRecorder.Now();
        _sent = 0;
        _headAt = 0;
        if (_body.IsStreamed)
        {
            // What the upstream answers may arrive before the request has ended, so both go on at once from here.
            connection.BeginRequest();
            _pump = PumpAsync(connection);
        }
        else
        {
            var error = await SendAsync(connection).ConfigureAwait(false);
            if (error is not (UpstreamError.None or UpstreamError.WriteFailed))
            {
                return error;
            }

            var read = await ReadHeadAsync(connection).ConfigureAwait(false);
            return error != UpstreamError.None && read != UpstreamError.None ? error : read;
        }

        var result = await ReadHeadAsync(connection).ConfigureAwait(false);
        if (result != UpstreamError.None && _pump is { IsCompleted: true } pump)
        {
            // What stopped the sending is the cause of what stopped the reading.
            var sending = await pump.ConfigureAwait(false);
            return sending == UpstreamError.None ? result : sending;
        }

        return result;
    }

    private ValueTask<UpstreamError> SendAsync(UpstreamConnection connection)
    {
        var head = _context.Head;
        if (_body.Memory.Length is > 0 and <= SmallBody)
        {
            head.Append(_body.Memory.Span);
        }

        var sending = connection.SendAsync(head.Written);
        if (!sending.IsCompletedSuccessfully || _body.Memory.Length > SmallBody)
        {
            return SendSlowlyAsync(connection, sending);
        }

        if (_context.Trace is not null)
        {
            _sent = TraceRecorder.Now();
        }

        return sending;
    }

    private async ValueTask<UpstreamError> SendSlowlyAsync(UpstreamConnection connection, ValueTask<UpstreamError> sending)
    {
        var error = await sending.Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
        if (error == UpstreamError.None && _body.Memory.Length > SmallBody)
        {
            error = await connection.SendAsync(_body.Memory).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
        }

        if (error == UpstreamError.None)
        {
            _sent = TraceRecorder.Now();
        }

        return error;
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<UpstreamError> ReadHeadAsync(UpstreamConnection connection)
    {
        while (true)
        {
            var reading = connection.ReadHeadAsync(_context.IsHead);
            UpstreamError error;
            if (_context.Trace is not { } trace || reading.IsCompleted)
            {
                error = await reading.ConfigureAwait(false);
            }
            else if (_pump is not null)
            {
                error = await ReadHeadWhileSendingAsync(reading, trace).ConfigureAwait(false);
            }
            else
            {
                // Charged here rather than by a method around it: every recorded request waits for this. The wait begins where the sending
                // ended, and ends where the head is complete; neither needs a reading of the clock of its own.
                var since = _headAt == 0 && _sent != 0 ? _sent : TraceRecorder.Now();
                trace.Ledger.Enter(LatencyKind.Upstream, since);
                try
                {
                    error = await reading.ConfigureAwait(false);
                }
                finally
                {
                    _headAt = TraceRecorder.Now();
                    trace.Ledger.Leave(LatencyKind.Upstream, since, _headAt);
                }
            }

            if (error != UpstreamError.None)
            {
                return error;
            }

            if (!connection.Head.IsInterim)
            {
                return connection.Head.Framing == ResponseFraming.Upgraded && !_upgrade ? UpstreamError.InvalidResponse : UpstreamError.None;
            }

            // The server answers Expect itself, so a 100 has nothing to say to the client.
            if (connection.Head.Status != StatusCodes.Status100Continue)
            {
                await InterimResponse.ForwardAsync(_context, connection.Head).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// While the request is still being sent nobody waits for the response yet: the time is charged by the sending. From its end on it
    /// is the upstream's.
    /// </summary>
    private async ValueTask<UpstreamError> ReadHeadWhileSendingAsync(ValueTask<UpstreamError> reading, TraceRecorder trace)
    {
        // 1. ready to be charged, 2. sent already? The sending notes that it has ended first and looks for somebody to charge afterwards.
        Interlocked.Exchange(ref _headWait, 0);
        if (Volatile.Read(ref _sent) != 0)
        {
            ChargeHeadWait(trace);
        }

        var error = await reading.ConfigureAwait(false);
        if (Interlocked.Exchange(ref _headWait, HeadArrived) == HeadAwaited)
        {
            trace.Ledger.Leave(LatencyKind.Upstream, _headWaitSince, TraceRecorder.Now());
        }

        return error;
    }

    /// <summary>The request has been sent. Called by the sending and by the reading, whichever comes second.</summary>
    private void ChargeHeadWait(TraceRecorder trace)
    {
        var now = TraceRecorder.Now();
        if (Interlocked.CompareExchange(ref _headWait, HeadAwaiting, 0) == 0)
        {
            _headWaitSince = now;
            trace.Ledger.Enter(LatencyKind.Upstream, now);
            if (Interlocked.CompareExchange(ref _headWait, HeadAwaited, HeadAwaiting) != HeadAwaiting)
            {
                trace.Ledger.Leave(LatencyKind.Upstream, now, TraceRecorder.Now());
            }
        }
    }

    /// <summary>Sends head and body while the client sends the body. Gives why it stopped; never throws.</summary>
    private async Task<UpstreamError> PumpAsync(UpstreamConnection connection)
    {
        try
        {
            var chunked = _body.Framing.Length < 0;
            var error = await connection.SendAsync(_context.Head.Written).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
            if (error == UpstreamError.None && !_body.Memory.IsEmpty)
            {
                error = await SendPieceAsync(connection, new ReadOnlySequence<byte>(_body.Memory), chunked).ConfigureAwait(false);
            }

            if (error == UpstreamError.None)
            {
                error = await PumpBodyAsync(connection, chunked).ConfigureAwait(false);
            }

            if (error == UpstreamError.None)
            {
                connection.EndRequest();
                Volatile.Write(ref _sent, TraceRecorder.Now());
                if (_context.Trace is { } trace)
                {
                    ChargeHeadWait(trace);
                }
            }

            return error;
        }
        catch (Exception exception)
        {
            // What is to be done about it is decided by whoever waits for the upstream.
            _context.BodyFailure = RequestBodyFailure.StatusOf(exception);
            connection.Abort();
            return UpstreamError.Aborted;
        }
    }

    private async ValueTask<UpstreamError> PumpBodyAsync(UpstreamConnection connection, bool chunked)
    {
        var reader = RequestBodyReader.GetReader(_context);
        while (true)
        {
            var result = await RequestBodyReader.ReadPieceAsync(_context, reader, CancellationToken.None).ConfigureAwait(false);
            if (result.IsCanceled)
            {
                // What is left is read when the response is sent.
                reader.AdvanceTo(result.Buffer.Start);
                return UpstreamError.Aborted;
            }

            var buffer = result.Buffer;
            _context.RequestBodySize += buffer.Length;
            if (result.IsCompleted)
            {
                _context.RequestBodyEndTimestamp = TraceRecorder.Now();
            }

            var error = buffer.IsEmpty ? UpstreamError.None : await SendPieceAsync(connection, buffer, chunked).ConfigureAwait(false);
            reader.AdvanceTo(buffer.End);
            if (error != UpstreamError.None)
            {
                return error;
            }

            if (result.IsCompleted)
            {
                return chunked ? await SendEndAsync(connection).ConfigureAwait(false) : UpstreamError.None;
            }
        }
    }

    private async ValueTask<UpstreamError> SendPieceAsync(UpstreamConnection connection, ReadOnlySequence<byte> data, bool chunked)
    {
        if (!chunked)
        {
            foreach (var segment in data)
            {
                var error = await connection.SendAsync(segment).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
                if (error != UpstreamError.None)
                {
                    return error;
                }
            }

            return UpstreamError.None;
        }

        var length = (int)data.Length;
        var frame = ArrayPool<byte>.Shared.Rent(ChunkedEncoder.MaxPrefix + length + ChunkedEncoder.Suffix);
        try
        {
            var prefix = ChunkedEncoder.WritePrefix(frame.AsSpan(0, ChunkedEncoder.MaxPrefix), length);
            data.CopyTo(frame.AsSpan(ChunkedEncoder.MaxPrefix));
            ChunkedEncoder.WriteSuffix(frame.AsSpan(ChunkedEncoder.MaxPrefix + length));
            return await connection
                .SendAsync(frame.AsMemory(ChunkedEncoder.MaxPrefix - prefix, prefix + length + ChunkedEncoder.Suffix))
                .Charge(_context.Trace, LatencyKind.Upstream)
                .ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    private async ValueTask<UpstreamError> SendEndAsync(UpstreamConnection connection)
    {
        var trailers = _context.Features.Get<IHttpRequestTrailersFeature>();
        if (trailers is not { Available: true } || trailers.Trailers.Count == 0)
        {
            return await connection.SendAsync(ChunkedEncoder.End).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
        }

        var named = _context.Connection.Input?.Head.HopByHopNames;
        var end = new HeadBuffer();
        try
        {
            end.Begin();
            end.Append("0\r\n"u8);
            foreach (var (name, values) in trailers.Trailers)
            {
                if (!RequestTrailerRules.Allows(name) || (named is not null && HopByHop.Contains(named, name)))
                {
                    continue;
                }

                if (!HeaderRules.IsToken(name) || !HeaderRules.AreValues(values))
                {
                    // HTTP/2 carries trailers that HTTP/1.1 would read as more than one; without its end the request is none.
                    _context.BodyFailure = StatusCodes.Status400BadRequest;
                    connection.Abort();
                    return UpstreamError.Aborted;
                }

                for (var i = 0; i < values.Count; i++)
                {
                    end.AppendHeader(name, values[i]);
                }
            }

            end.EndLine();
            return await connection.SendAsync(end.Written).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
        }
        finally
        {
            end.End();
        }
    }
}
