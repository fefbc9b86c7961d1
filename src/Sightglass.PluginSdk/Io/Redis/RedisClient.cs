using System.Net.Sockets;
using System.Security.Authentication;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>
/// A Redis client for plugins: pooled connections, pipelined commands, bounded in time and size. Its calls show in the trace as
/// <c>kong.io.redis.{function}</c>: <c>connect</c> for a new connection with TLS and authentication, the command's name for a call,
/// <c>commit_pipeline</c> for several at once. Safe for use by many requests at once.
/// </summary>
public sealed class RedisClient : IAsyncDisposable
{
    private readonly RedisOptions _options;
    private readonly INameResolver _resolver;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _lock = new();
    private readonly Stack<RedisConnection> _idle = new();
    private bool _disposed;

    /// <summary>Makes a client. It connects when it is used first.</summary>
    /// <param name="options">The server, and bounds.</param>
    /// <param name="resolver">What looks names up: usually <see cref="PluginServices.NameResolver"/>.</param>
    /// <param name="time">The clock: usually <see cref="PluginServices.Time"/>.</param>
    public RedisClient(RedisOptions options, INameResolver resolver, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _resolver = resolver;
        _time = time;
        _slots = new SemaphoreSlim(options.MaxConnections);
    }

    /// <summary>Runs one command.</summary>
    /// <param name="scope">Where its spans go: <see cref="PluginContextIo.IoScope"/>; <c>default</c> for none.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The reply. A refusal by the server is a reply of kind <see cref="RedisValueKind.Error"/>.</returns>
    /// <exception cref="PluginIoException">There was no reply: name, connection, TLS, password, time, size or protocol.</exception>
    public async ValueTask<RedisValue> ExecuteAsync(IoScope scope, RedisCommand command, CancellationToken cancellationToken)
    {
        var replies = await ExecuteAsync(scope, new[] { command }, cancellationToken).ConfigureAwait(false);
        return replies[0];
    }

    /// <summary>Runs several commands with one write, in order, not as a transaction.</summary>
    /// <inheritdoc cref="ExecuteAsync(IoScope, RedisCommand, CancellationToken)"/>
    public async ValueTask<RedisValue[]> ExecuteAsync(IoScope scope, ReadOnlyMemory<RedisCommand> commands, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _slots.WaitAsync(linked.Token).ConfigureAwait(false);
            try
            {
                return await ExchangeAsync(scope, commands, linked.Token).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PluginIoException(PluginIoError.Timeout, $"redis {_options}: timeout", e);
        }
    }

    /// <summary>Runs a script.</summary>
    /// <inheritdoc cref="ExecuteAsync(IoScope, RedisCommand, CancellationToken)"/>
    public async ValueTask<RedisValue> EvalAsync(
        IoScope scope,
        RedisScript script,
        IReadOnlyList<ReadOnlyMemory<byte>> keys,
        IReadOnlyList<ReadOnlyMemory<byte>> arguments,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(arguments);
        var reply = await ExecuteAsync(scope, Eval("EVALSHA", script.Digest), cancellationToken).ConfigureAwait(false);
        return reply.IsError && reply.Bytes.Span.StartsWith("NOSCRIPT"u8)
            ? await ExecuteAsync(scope, Eval("EVAL", script.Source), cancellationToken).ConfigureAwait(false)
            : reply;

        RedisCommand Eval(string name, byte[] body)
        {
            var all = new ReadOnlyMemory<byte>[2 + keys.Count + arguments.Count];
            all[0] = body;
            all[1] = System.Text.Encoding.ASCII.GetBytes(keys.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            for (var i = 0; i < keys.Count; i++)
            {
                all[2 + i] = keys[i];
            }

            for (var i = 0; i < arguments.Count; i++)
            {
                all[2 + keys.Count + i] = arguments[i];
            }

            return new RedisCommand(name, all);
        }
    }

    /// <summary>Closes idle connections now and those in use when they are given back.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_idle.TryPop(out var connection))
            {
                connection.Dispose();
            }
        }

        return default;
    }

    private async ValueTask<RedisValue[]> ExchangeAsync(IoScope scope, ReadOnlyMemory<RedisCommand> commands, CancellationToken cancellationToken)
    {
        var connection = TakeIdle() ?? await ConnectAsync(scope, cancellationToken).ConfigureAwait(false);
        var started = scope.IsRecording ? TraceRecorder.Now() : 0;
        var span = scope.Start(RedisSpanNames.Of(commands.Span), LatencyKind.Redis, started);
        span.Set(AttributeKeys.NetworkPeerAddress, connection.Peer);
        span.Set(AttributeKeys.NetworkProtocolName, "redis");
        var good = false;
        try
        {
            var replies = new RedisValue[commands.Length];
            await connection.ExchangeAsync(commands, replies, cancellationToken).ConfigureAwait(false);
            good = true;
            return replies;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            span.Fail(e.Message);
            throw new PluginIoException(PluginIoError.Closed, $"redis {_options}: {e.Message}", e);
        }
        catch (Exception e)
        {
            span.Fail(e is OperationCanceledException ? "timeout" : e.Message);
            throw;
        }
        finally
        {
            if (span.IsRecording)
            {
                var now = TraceRecorder.Now();
                span.End(now);
                scope.AddPeerTime(connection.Peer, 0, now - started);
            }

            // After a failure or a timeout a late reply could be taken for the next call's.
            GiveBack(connection, good);
        }
    }

    private async ValueTask<RedisConnection> ConnectAsync(IoScope scope, CancellationToken cancellationToken)
    {
        var resolution = await Dialer.ResolveAsync(_resolver, scope, _options.Host, cancellationToken).ConfigureAwait(false);
        var started = scope.IsRecording ? TraceRecorder.Now() : 0;
        var span = scope.Start(RedisSpanNames.Connect, LatencyKind.Redis, started);
        span.Set(AttributeKeys.NetworkProtocolName, "redis");
        try
        {
            var socket = await Dialer.ConnectAsync(_options.Host, resolution, _options.Port, cancellationToken).ConfigureAwait(false);
            var connection = await RedisConnection.OpenAsync(_options, socket, cancellationToken).ConfigureAwait(false);
            span.Set(AttributeKeys.NetworkPeerAddress, connection.Peer);
            if (span.IsRecording)
            {
                scope.AddPeerTime(connection.Peer, TraceRecorder.Now() - started, 0);
            }

            return connection;
        }
        catch (AuthenticationException e)
        {
            span.Fail(e.Message);
            throw new PluginIoException(PluginIoError.Tls, $"redis {_options}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            span.Fail(e.Message);
            throw new PluginIoException(PluginIoError.Connect, $"redis {_options}: {e.Message}", e);
        }
        catch (Exception e)
        {
            span.Fail(e is OperationCanceledException ? "timeout" : e.Message);
            throw;
        }
        finally
        {
            span.End();
        }
    }

    private RedisConnection? TakeIdle()
    {
        lock (_lock)
        {
            while (_idle.TryPop(out var connection))
            {
                if (_time.GetElapsedTime(connection.IdleSince) < _options.IdleTimeout && connection.IsQuiet)
                {
                    return connection;
                }

                connection.Dispose();
            }
        }

        return null;
    }

    private void GiveBack(RedisConnection connection, bool good)
    {
        lock (_lock)
        {
            if (good && !_disposed && _idle.Count < _options.PoolSize)
            {
                connection.IdleSince = _time.GetTimestamp();
                _idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }
}
