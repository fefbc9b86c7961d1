using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sightglass.Cluster.Rpc;

/// <summary>
/// JSON-RPC 2.0 in both directions over one WebSocket, one message a text frame. <see cref="RunAsync"/> reads until the connection
/// ends; calls may be made from any thread while it runs. Everything is bounded (<see cref="RpcConnectionOptions"/>).
/// </summary>
public sealed class RpcConnection : IAsyncDisposable
{
    private readonly WebSocket _socket;
    private readonly RpcDispatcher _dispatcher;
    private readonly RpcConnectionOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _pending = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _endReason;
    private long _lastId;
    private int _handling;
    private int _running;

    public RpcConnection(
        WebSocket socket,
        RpcDispatcher dispatcher,
        RpcConnectionOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(dispatcher);
        _socket = socket;
        _dispatcher = dispatcher;
        _options = options ?? RpcConnectionOptions.Default;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Completes, with the reason in words, when the connection has ended.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Reads and answers until the connection ends, and says why it did. To be called once.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The connection runs already.");
        }

        var reason = await ReadToEndAsync(cancellationToken);
        _logger.ConnectionEnded(reason);

        // The reason first: a call that registers now either is seen by the sweep or sees the reason.
        _endReason = reason;
        await _ended.CancelAsync();
        foreach (var id in _pending.Keys)
        {
            Take(id)?.TrySetException(new RpcClosedException(reason));
        }

        _closed.TrySetResult(reason);
        return reason;
    }

    /// <summary>Calls <paramref name="method"/> on the other side.</summary>
    /// <exception cref="RpcException">It answered with an error, or too many calls wait already.</exception>
    /// <exception cref="RpcClosedException">The connection ended first.</exception>
    /// <exception cref="TimeoutException">No answer within <paramref name="timeout"/> (default <see cref="RpcConnectionOptions.CallTimeout"/>).</exception>
    public async Task<TResult> CallAsync<TParams, TResult>(
        RpcMethod<TParams, TResult> method,
        TParams parameters,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (_pending.Count >= _options.MaxPendingCalls)
        {
            throw new RpcException(RpcErrorCode.Overloaded, $"{method.Name}: {_options.MaxPendingCalls} calls wait for an answer already.");
        }

        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        try
        {
            if (_endReason is { } ended)
            {
                throw new RpcClosedException(ended);
            }

            await SendAsync(RpcWriter.Request(id, method.Name, parameters, method.ParamsType), cancellationToken);
            var result = await answer.Task.WaitAsync(timeout ?? _options.CallTimeout, _timeProvider, cancellationToken);
            return result.Deserialize(method.ResultType)
                ?? throw new RpcException(RpcErrorCode.InternalError, $"{method.Name}: the answer has no result.");
        }
        catch (JsonException e)
        {
            throw new RpcException(RpcErrorCode.InternalError, $"{method.Name}: the answer does not have the method's shape: {e.Message}", e);
        }
        finally
        {
            Take(id);
        }
    }

    /// <summary>
    /// Tells the other side to go, waits for its close, and aborts when it does not come. <paramref name="reason"/> is sent along, cut
    /// to the 123 bytes a close frame has room for.
    /// </summary>
    public async Task CloseAsync(string reason, WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        await SendCloseAsync(status, reason);
        try
        {
            await _closed.Task.WaitAsync(_options.CloseTimeout, _timeProvider);
        }
        catch (TimeoutException)
        {
            _socket.Abort();
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        if (Volatile.Read(ref _running) != 0)
        {
            await _closed.Task;
        }

        _socket.Dispose();
        _ended.Dispose();
    }

    private async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        using var reader = new RpcMessageReader(_socket, _options.MaxMessageBytes);
        try
        {
            while (true)
            {
                var message = await reader.ReadAsync(cancellationToken);
                if (message.TooLarge)
                {
                    var tooLarge = $"message larger than {_options.MaxMessageBytes} bytes";
                    await SendCloseAsync(WebSocketCloseStatus.MessageTooBig, tooLarge);
                    return tooLarge;
                }

                if (message.Closed)
                {
                    await SendCloseAsync(WebSocketCloseStatus.NormalClosure, "");
                    return _socket.CloseStatusDescription is { Length: > 0 } text ? $"closed by the other side: {text}" : "closed by the other side";
                }

                await ReceiveAsync(message.Content);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _socket.Abort();
            return "stopped";
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return e.InnerException is { } inner ? $"lost ({inner.Message})" : $"lost ({e.Message})";
        }
    }

    private async Task ReceiveAsync(ReadOnlyMemory<byte> content)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(content);
        }
        catch (JsonException)
        {
            await RefuseAsync(null, RpcErrorCode.ParseError, "The message is not JSON.");
            return;
        }

        using (document)
        {
            try
            {
                await ReceiveAsync(document.RootElement);
            }
            catch (InvalidOperationException e) when (e is not ObjectDisposedException)
            {
                // Text with an escape that is half a character parses, and cannot be read.
                await RefuseAsync(null, RpcErrorCode.InvalidRequest, "The message holds text that is none.");
            }
        }
    }

    private async Task ReceiveAsync(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("jsonrpc"u8, out var version)
            || version.ValueKind != JsonValueKind.String
            || !version.ValueEquals("2.0"u8))
        {
            await RefuseAsync(null, RpcErrorCode.InvalidRequest, "The message is not a single JSON-RPC 2.0 object.");
        }
        else if (root.TryGetProperty("method"u8, out var method))
        {
            await HandleAsync(root, method);
        }
        else
        {
            Complete(root);
        }
    }

    private async Task HandleAsync(JsonElement root, JsonElement method)
    {
        JsonElement? id = root.TryGetProperty("id"u8, out var given) && given.ValueKind is JsonValueKind.String or JsonValueKind.Number ? given.Clone() : null;
        if (method.ValueKind != JsonValueKind.String || !_dispatcher.TryGet(method.GetString()!, out var invocation))
        {
            await RefuseAsync(id, RpcErrorCode.MethodNotFound, $"Method {method.GetRawText()} is not known.");
            return;
        }

        // Never waits here: an answer we wait for ourselves may be the next message.
        if (Interlocked.Increment(ref _handling) > _options.MaxConcurrentRequests)
        {
            Interlocked.Decrement(ref _handling);
            await RefuseAsync(id, RpcErrorCode.Overloaded, $"{_options.MaxConcurrentRequests} requests are being handled already.");
            return;
        }

        _ = AnswerAsync(id, method.GetString()!, invocation, root.TryGetProperty("params"u8, out var parameters) ? parameters : default);
    }

    private async Task AnswerAsync(JsonElement? id, string method, RpcDispatcher.Invocation invocation, JsonElement parameters)
    {
        ReadOnlyMemory<byte> answer;
        try
        {
            var result = await invocation(parameters, _ended.Token);
            answer = id is { } given ? RpcWriter.Result(given, result) : default;
        }
        catch (RpcException e)
        {
            answer = RpcWriter.Error(id, e.Code, e.Message);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            _logger.HandlerFailed(e, method);
            answer = RpcWriter.Error(id, RpcErrorCode.InternalError, $"{method} failed.");
        }
        finally
        {
            Interlocked.Decrement(ref _handling);
        }

        if (id is not null)
        {
            await TrySendAsync(answer);
        }
    }

    private void Complete(JsonElement root)
    {
        if (!root.TryGetProperty("id"u8, out var id) || id.ValueKind != JsonValueKind.Number || !id.TryGetInt64(out var number))
        {
            _logger.MessageRefused(root.TryGetProperty("error"u8, out var unbound) ? unbound.GetRawText() : "an answer without an id");
            return;
        }

        // An answer that comes after its call timed out finds nothing here, and that is all right.
        if (Take(number) is not { } answer)
        {
            return;
        }

        if (root.TryGetProperty("result"u8, out var result))
        {
            answer.TrySetResult(result.Clone());
        }
        else if (root.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object)
        {
            var code = error.TryGetProperty("code"u8, out var c) && c.ValueKind == JsonValueKind.Number && c.TryGetInt32(out var parsed) ? parsed : RpcErrorCode.InternalError;
            var text = error.TryGetProperty("message"u8, out var m) && m.ValueKind == JsonValueKind.String ? m.GetString()! : "no message";
            answer.TrySetException(new RpcException(code, text));
        }
        else
        {
            answer.TrySetException(new RpcException(RpcErrorCode.InvalidRequest, "The answer has neither result nor error."));
        }
    }

    private TaskCompletionSource<JsonElement>? Take(long id) => _pending.TryRemove(id, out var answer) ? answer : null;

    private Task RefuseAsync(JsonElement? id, int code, string message)
    {
        _logger.MessageRefused(message);
        return TrySendAsync(RpcWriter.Error(id, code, message));
    }

    private async Task TrySendAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            await SendAsync(message, _ended.Token);
        }
        catch (Exception e) when (e is RpcException or RpcClosedException or OperationCanceledException or ObjectDisposedException)
        {
            // The read loop sees the end of the connection itself; an answer nobody waits for is lost with it.
            _logger.ConnectionEnded(e.Message);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (message.Length > _options.MaxMessageBytes)
        {
            throw new RpcException(RpcErrorCode.InvalidRequest, $"The message has {message.Length} bytes; the limit is {_options.MaxMessageBytes}.");
        }

        await _sending.WaitAsync(cancellationToken);
        try
        {
            // Not cancelled half way: a frame cut in two would end the connection for every other call.
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            throw new RpcClosedException(_endReason ?? e.Message);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task SendCloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var limit = new CancellationTokenSource(_options.CloseTimeout, _timeProvider);
        try
        {
            await _sending.WaitAsync(limit.Token);
            try
            {
                if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(status, reason.Length > 120 ? reason[..120] : reason, limit.Token);
                }
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException or OperationCanceledException or ArgumentException)
        {
            _logger.ConnectionEnded(e.Message);
            _socket.Abort();
        }
    }
}
