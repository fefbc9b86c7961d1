using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// 6 balance, 7 upstream exchange, 8, 9: for services that speak gRPC. HTTP/2 to upstreams is the runtime's client; the steps before and after
/// are the same as for HTTP/1.1.
/// </summary>
internal sealed class Http2Exchange(RequestContext context) : UpstreamExchange(context)
{
    private const int PieceSize = 16 * 1024;

    private Http2RequestContent? _content;
    private long _sendStart;

    /// <summary>Serves the request. When no upstream answered, the request has exited with the error to tell the client.</summary>
    public async ValueTask RunAsync()
    {
        BeginSelection();
        var body = RequestBody.Of(_context);
        var tries = _context.Destination!.Config.Retries + 1;
        for (var number = 1; ; number++)
        {
            using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _context.Runtime.Time);
            using var aborted = _context.Aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
            var (response, error) = await TryAsync(number, body, timeout).ConfigureAwait(false);
            if (response is not null)
            {
                using (response)
                {
                    await RespondAsync(response, timeout).ConfigureAwait(false);
                }

                await EndSendingAsync(timeout).ConfigureAwait(false);
                EndTarget();
                return;
            }

            await EndSendingAsync(timeout).ConfigureAwait(false);

            var again = number < tries && error.IsConnect() && !_context.Aborted.IsCancellationRequested && _content is not { IsConsumed: true };
            EndTry(error, again, number);
            if (!again)
            {
                Fail(error, number);
                return;
            }
        }
    }

    private async ValueTask<(HttpResponseMessage? Response, UpstreamError Error)> TryAsync(int number, RequestBody body, CancellationTokenSource timeout)
    {
        _content = null;
        _errorDetail = null;
        var error = await SelectAsync(number).ConfigureAwait(false);
        if (error != UpstreamError.None)
        {
            return (null, error);
        }

        var service = _context.Destination!;
        var tls = service.IsTls ? service.GetTlsOptions(Routing.HostName.Split(_host.Name, out _).ToString()) : null;
        var client = _context.Runtime.Http2.Get(tls, service.Timeouts.Connect);
        var deadline = new Http2Deadline(timeout, service.Timeouts, _context.Runtime.Options.RequestBodyTimeout);
        using var request = Http2RequestBuilder.Build(_context, _host, body, deadline, service.IsTls);
        _content = (Http2RequestContent)request.Content!;
        _sendStart = TraceRecorder.Now();
        try
        {
            deadline.BeginConnect();
            _content.Wait?.Begin();
            var response = await client.SendAsync(request, timeout.Token).ConfigureAwait(false);
            deadline.End();
            _content.Wait?.End();
            Succeed((int)response.StatusCode);
            return (response, UpstreamError.None);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            _content.Wait?.End();
            _errorDetail = exception.InnerException?.Message ?? exception.Message;
            return (null, Classify(exception, deadline));
        }
    }

    private UpstreamError Classify(Exception exception, Http2Deadline deadline)
    {
        if (_context.Aborted.IsCancellationRequested)
        {
            return UpstreamError.Aborted;
        }

        if (exception.InnerException is BadHttpRequestException refused)
        {
            _context.BodyFailure = RequestBodyFailure.StatusOf(refused);
            return UpstreamError.Aborted;
        }

        if (exception is OperationCanceledException && deadline.Meaning == UpstreamError.None)
        {
            _context.BodyFailure = StatusCodes.Status408RequestTimeout;
            _errorDetail = "The request's body was not sent in time.";
            return UpstreamError.Aborted;
        }

        return exception switch
        {
            OperationCanceledException => deadline.Meaning,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => UpstreamError.TlsFailed,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException socket }
                => socket.SocketErrorCode == SocketError.ConnectionRefused ? UpstreamError.ConnectRefused : UpstreamError.ConnectFailed,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => UpstreamError.ConnectTimeout,
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => UpstreamError.Reset,
            _ => UpstreamError.InvalidResponse,
        };
    }

    private void Succeed(int status)
    {
        var now = TraceRecorder.Now();
        _context.SelectedTimestamp = _content!.StartedTimestamp != 0 ? _content.StartedTimestamp : _sendStart;
        _context.UpstreamHeadTimestamp = now;
        _context.UpstreamStatus = status;
        _context.Source = ResponseSource.Service;
        if (_target is { } target)
        {
            target.ReportStatus(status);
            target.ReportLatency(TimeSpan.FromTicks((now - _tryStart) * TimeSpan.TicksPerSecond / System.Diagnostics.Stopwatch.Frequency));
        }

        if (_context.Trace is { } trace)
        {
            _sendStart = _context.SelectedTimestamp;
            _spans.Ready(trace, Connection(_content), _sendStart);
            _spans.Complete(trace, _sendStart, _content.SentTimestamp, _sendStart, now, null);
        }

        NoteTry(null);
    }

    private static RentResult Connection(Http2RequestContent content)
        => new() { Reused = content.ConnectStart == 0, ConnectStart = content.ConnectStart };

    /// <summary>The response is over; a body that is still being sent is not wanted any more, and must let go of the request.</summary>
    private async ValueTask EndSendingAsync(CancellationTokenSource timeout)
    {
        if (_content is { StartedTimestamp: not 0 } content && !content.Completion.IsCompleted)
        {
            await timeout.CancelAsync().ConfigureAwait(false);
            await content.Completion.ConfigureAwait(false);
        }
    }

    private void EndTry(UpstreamError error, bool again, int number)
    {
        var now = TraceRecorder.Now();
        var detail = _errorDetail ?? error.ToText();
        _context.PluginLog.TryFailed(_context.RequestId, number, _context.UpstreamAddress?.ToString(), detail);
        if (_context.Trace is { } trace)
        {
            RecordFailure(trace, again, now, detail);
        }

        if (_target is { } target)
        {
            target.ReportError(error, null);
            _context.Balancing.AddFailed(target);
        }

        NoteTry(error);
        EndTarget();
    }

    private void RecordFailure(TraceRecorder trace, bool again, long now, string detail)
    {
        var isReady = _content is { StartedTimestamp: not 0 };
        if (isReady)
        {
            _spans.Ready(trace, Connection(_content!), _content!.StartedTimestamp);
        }
        else
        {
            _spans.NotConnected(_content?.ConnectStart ?? 0);
        }

        if (again)
        {
            _spans.EndTry(trace, now, detail);
        }
        else if (isReady)
        {
            _spans.Complete(trace, _content!.StartedTimestamp, _content.SentTimestamp, _content.StartedTimestamp, now, detail);
            _spans.Account(trace, _content.StartedTimestamp, now);
        }
        else
        {
            _spans.Fail(trace, now, detail);
        }
    }

    private async ValueTask RespondAsync(HttpResponseMessage response, CancellationTokenSource timeout)
    {
        _context.Response.StatusCode = (int)response.StatusCode;
        CopyHeaders(response);
        if (!HeaderFilterStage.Run(_context))
        {
            _context.ResponseHeaders.Clear();
            return;
        }

        try
        {
            await StreamAsync(response, timeout).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException or BodyFilterException)
        {
            Cut(_context.Aborted.IsCancellationRequested ? ClientGone
                : exception is BodyFilterException ? exception.Message
                : exception.InnerException?.Message ?? exception.Message);
        }
    }

    private void CopyHeaders(HttpResponseMessage response)
    {
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            Add(name, values);
        }

        foreach (var (name, values) in response.Content.Headers.NonValidated)
        {
            Add(name, values);
        }

        void Add(string name, System.Net.Http.Headers.HeaderStringValues values)
        {
            if (_context.KeepsServiceHeaders)
            {
                _context.ServiceHeaders.Append(name, values.ToArray());
            }

            if (!name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                _context.ResponseHeaders[name] = StringValues.Concat(_context.ResponseHeaders[name], values.ToArray());
            }
        }
    }

    private async ValueTask StreamAsync(HttpResponseMessage response, CancellationTokenSource timeout)
    {
        var stream = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
        await using var content = stream.ConfigureAwait(false);
        await _context.ResponseBody.StartAsync(timeout.Token).ConfigureAwait(false);
        var writer = _context.ResponseBody.Writer;

        // The head goes out at once: messages may be long in coming.
        await writer.FlushAsync(timeout.Token).Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
        var filters = BodyFilterStage.IsNeeded(_context);
        var piece = filters ? new byte[PieceSize] : [];
        var isFirst = true;
        while (true)
        {
            timeout.CancelAfter(_context.Destination!.Timeouts.Read);
            var memory = filters ? piece : writer.GetMemory(PieceSize);
            var count = await stream.ReadAsync(memory, timeout.Token).Charge(_context.Trace, LatencyKind.Upstream).ConfigureAwait(false);
            _context.UpstreamEndTimestamp = TraceRecorder.Now();
            if (isFirst && _context.Trace is not null)
            {
                isFirst = false;
                _context.BodyFilter.Begin(_context, TraceRecorder.Now());
            }

            if (filters)
            {
                var data = _context.BodyFilter.Run(_context, piece.AsMemory(0, count), isLast: count == 0);
                System.Buffers.BuffersExtensions.Write(writer, data.Span);
                _context.ResponseBodySize += data.Length;
            }
            else
            {
                writer.Advance(count);
                _context.ResponseBodySize += count;
            }

            if (count == 0)
            {
                break;
            }

            var flushed = await writer.FlushAsync(timeout.Token).Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
            if (flushed.IsCompleted)
            {
                Cut(ClientGone);
                return;
            }
        }

        await CompleteAsync(response).ConfigureAwait(false);
    }

    private async ValueTask CompleteAsync(HttpResponseMessage response)
    {
        if (_context.Features.Get<IHttpResponseTrailersFeature>() is { } trailers)
        {
            foreach (var (name, values) in response.TrailingHeaders.NonValidated)
            {
                trailers.Trailers[name] = values.ToArray();
            }
        }

        if (_context.Trace is { } trace)
        {
            trace.Add(SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, _context.UpstreamHeadTimestamp, _context.UpstreamEndTimestamp);
            _spans.Account(trace, _sendStart, _context.UpstreamEndTimestamp);
            _context.BodyFilter.End(_context, trace);
        }

        // Not from the upstream's end on: what plugins did with the last piece since then is none of the client's.
        var ready = _context.Trace is null ? 0 : TraceRecorder.Now();
        await _context.ResponseBody.CompleteAsync().Charge(_context.Trace, LatencyKind.Client).ConfigureAwait(false);
        _context.EndTimestamp = TraceRecorder.Now();
        _context.Trace?.Add(SpanNames.WaitForClientRead, TraceRecorder.Root, ready, _context.EndTimestamp);
    }

    private void Cut(string detail)
    {
        _context.PluginLog.ResponseCut(_context.RequestId, detail);
        _context.Lifetime.Abort();
        var now = TraceRecorder.Now();
        _context.UpstreamEndTimestamp = now;
        if (_context.Trace is { } trace)
        {
            trace.Fail(trace.Add(SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, _context.UpstreamHeadTimestamp, now), detail);
            trace.Fail(TraceRecorder.Root, detail);
            _context.BodyFilter.End(_context, trace);
            _spans.Account(trace, _sendStart, now);
        }

        _context.EndTimestamp = TraceRecorder.Now();
    }
}
