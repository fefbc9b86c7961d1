using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.PluginSdk.Io.Sockets;

/// <summary>
/// A TCP connection for plugins, bounded in time and size. Its steps show in the trace as <c>kong.dns</c> and
/// <c>kong.io.socket.connect</c>, <c>sslhandshake</c>, <c>send</c> and <c>receive</c>. For one user at a time.
/// </summary>
public sealed class SocketClient : IAsyncDisposable
{
    private readonly INameResolver _resolver;
    private readonly TimeProvider _time;
    private readonly int _maxReceive;
    private Socket? _socket;
    private Stream? _stream;
    private string _host = "";
    private string _peer = "";
    private string _protocol = "tcp";
    private byte[] _input = new byte[4096];
    private int _start;
    private int _end;

    /// <param name="resolver">Resolves the host's name.</param>
    /// <param name="time">The clock.</param>
    /// <param name="maxReceive">Bytes that one receive may return. Default 8 MiB.</param>
    public SocketClient(INameResolver resolver, TimeProvider time, int maxReceive = 8 * 1024 * 1024)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        _resolver = resolver;
        _time = time;
        _maxReceive = maxReceive;
    }

    /// <summary>Time allowed for each step. Default 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the peer has closed the connection, as far as the system knows by now.</summary>
    public bool IsClosedByPeer => _socket is { } socket && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    /// <summary>Connects.</summary>
    /// <exception cref="PluginIoException">Name resolution, connection or time.</exception>
    public async ValueTask ConnectAsync(IoScope scope, string host, int port, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        await CloseAsync().ConfigureAwait(false);
        _host = host;
        await WithinTimeAsync(
            async token =>
            {
                var resolution = await Dialer.ResolveAsync(_resolver, scope, host, token).ConfigureAwait(false);
                await TracedAsync(scope, SpanNames.IoSocketConnect, true, async () =>
                {
                    _socket = await Dialer.ConnectAsync(host, resolution, port, token).ConfigureAwait(false);
                    _peer = ((IPEndPoint)_socket.RemoteEndPoint!).Address.ToString();
                    _protocol = "tcp";
                    _stream = new NetworkStream(_socket, ownsSocket: true);
                }).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Secures the connection.</summary>
    /// <exception cref="PluginIoException">The handshake, trust, or time.</exception>
    public ValueTask HandshakeAsync(IoScope scope, TlsClientOptions tls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tls);
        return WithinTimeAsync(
            token => TracedAsync(scope, SpanNames.IoSocketSslHandshake, true, async () =>
            {
                var secured = new SslStream(Connected());
                _stream = secured;
                _protocol = "tls";
                await secured.AuthenticateAsClientAsync(tls.ToSslOptions(_host), token).ConfigureAwait(false);
            }),
            cancellationToken);
    }

    /// <summary>Sends all of the data.</summary>
    /// <exception cref="PluginIoException">The connection broke, or time.</exception>
    public ValueTask SendAsync(IoScope scope, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        WithinTimeAsync(
            token => TracedAsync(scope, SpanNames.IoSocketSend, false, async () => await Connected().WriteAsync(data, token).ConfigureAwait(false)),
            cancellationToken);

    /// <summary>Receives exactly <paramref name="count"/> bytes.</summary>
    /// <exception cref="PluginIoException">The connection ended before, the count is too large, or time.</exception>
    public ValueTask<byte[]> ReceiveAsync(IoScope scope, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return ReceiveAsync(scope, available => available >= count ? (count, count) : null, cancellationToken);
    }

    /// <summary>Receives a line that ends in LF; the line end, with a CR before it, is not part of what is returned.</summary>
    /// <exception cref="PluginIoException">The connection ended before, the line is too long, or time.</exception>
    public ValueTask<byte[]> ReceiveLineAsync(IoScope scope, CancellationToken cancellationToken) => ReceiveAsync(
        scope,
        available =>
        {
            var data = _input.AsSpan(_start, available);
            var end = data.IndexOf((byte)'\n');
            return end < 0 ? null : (end > 0 && data[end - 1] == '\r' ? end - 1 : end, end + 1);
        },
        cancellationToken);

    /// <summary>Receives what is there, at least one byte.</summary>
    /// <exception cref="PluginIoException">The connection ended, or time.</exception>
    public ValueTask<byte[]> ReceiveAnyAsync(IoScope scope, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return ReceiveAsync(scope, available => available > 0 ? (Math.Min(available, max), Math.Min(available, max)) : null, cancellationToken);
    }

    /// <summary>Receives until the peer closes.</summary>
    /// <exception cref="PluginIoException">Too much came, or time.</exception>
    public async ValueTask<byte[]> ReceiveAllAsync(IoScope scope, CancellationToken cancellationToken)
    {
        var all = new ArrayBufferWriter<byte>();
        await WithinTimeAsync(
            token => TracedAsync(scope, SpanNames.IoSocketReceive, false, async () =>
            {
                do
                {
                    all.Write(_input.AsSpan(_start, _end - _start));
                    _start = _end = 0;
                    if (all.WrittenCount > _maxReceive)
                    {
                        throw TooLarge();
                    }
                }
                while (await FillAsync(token).ConfigureAwait(false));
            }),
            cancellationToken).ConfigureAwait(false);
        return all.WrittenSpan.ToArray();
    }

    /// <summary>Closes the connection, if there is one.</summary>
    public async ValueTask CloseAsync()
    {
        _start = _end = 0;
        if (Interlocked.Exchange(ref _stream, null) is { } stream)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        Interlocked.Exchange(ref _socket, null)?.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask<byte[]> ReceiveAsync(IoScope scope, Func<int, (int Length, int Consumed)?> find, CancellationToken cancellationToken)
    {
        byte[] received = [];
        await WithinTimeAsync(
            token => TracedAsync(scope, SpanNames.IoSocketReceive, false, async () =>
            {
                (int Length, int Consumed)? found;
                while ((found = find(_end - _start)) is null)
                {
                    if (!await FillAsync(token).ConfigureAwait(false))
                    {
                        throw new PluginIoException(PluginIoError.Closed, $"{_host}: closed");
                    }
                }

                received = _input.AsSpan(_start, found.Value.Length).ToArray();
                _start += found.Value.Consumed;
            }),
            cancellationToken).ConfigureAwait(false);
        return received;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var used = _end - _start;
        if (_start > 0)
        {
            _input.AsSpan(_start, used).CopyTo(_input);
            _start = 0;
            _end = used;
        }

        if (used == _input.Length)
        {
            if (used >= _maxReceive)
            {
                throw TooLarge();
            }

            Array.Resize(ref _input, Math.Min(_input.Length * 2, _maxReceive));
        }

        var read = await Connected().ReadAsync(_input.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    private async ValueTask TracedAsync(IoScope scope, SpanName name, bool connecting, Func<Task> step)
    {
        var started = scope.IsRecording ? TraceRecorder.Now() : 0;
        var span = scope.Start(name, LatencyKind.TcpSock, started);
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            span.Fail(e.Message);
            throw new PluginIoException(e is AuthenticationException ? PluginIoError.Tls : PluginIoError.Closed, $"{_host}: {e.Message}", e);
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
                span.Set(AttributeKeys.NetworkPeerAddress, _peer);
                span.Set(AttributeKeys.NetworkProtocolName, _protocol);
                span.End(now);
                scope.AddPeerTime(_peer, connecting ? now - started : 0, connecting ? 0 : now - started);
            }
        }
    }

    private async ValueTask WithinTimeAsync(Func<CancellationToken, ValueTask> step, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await step(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PluginIoException(PluginIoError.Timeout, $"{_host}: timeout", e);
        }
    }

    private Stream Connected() => _stream ?? throw new PluginIoException(PluginIoError.Closed, "closed");

    private PluginIoException TooLarge() => new(PluginIoError.TooLarge, $"{_host}: more than {_maxReceive} bytes in one receive");
}
