using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sightglass.Gateway.Net;

/// <summary>TLS over TCP, after the handshake.</summary>
internal sealed class TlsTransport(SslStream stream, Socket socket) : Transport
{
    private readonly Lock _lock = new();
    private int _pending;
    private bool _aborted;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<IoResult> ReceiveAsync(Memory<byte> buffer)
    {
        if (!TryEnter())
        {
            return new IoResult(0, SocketError.OperationAborted);
        }

        try
        {
            return new IoResult(await stream.ReadAsync(buffer).ConfigureAwait(false), SocketError.Success);
        }
        catch (Exception error) when (IsExpected(error))
        {
            return new IoResult(0, ToSocketError(error));
        }
        finally
        {
            Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<IoResult> SendAsync(ReadOnlyMemory<byte> data)
    {
        if (!TryEnter())
        {
            return new IoResult(0, SocketError.OperationAborted);
        }

        try
        {
            await stream.WriteAsync(data).ConfigureAwait(false);
            return new IoResult(data.Length, SocketError.Success);
        }
        catch (Exception error) when (IsExpected(error))
        {
            return new IoResult(0, ToSocketError(error));
        }
        finally
        {
            Leave();
        }
    }

    // A TLS stream cannot be half closed and read on; the peer sees the end when the connection closes.
    public override void ShutdownSend()
    {
    }

    public override void Abort() => Close(orderly: false);

    public override void Dispose() => Close(orderly: true);

    private static bool IsExpected(Exception error)
        => error is IOException or ObjectDisposedException or InvalidOperationException or System.Security.Authentication.AuthenticationException;

    private static SocketError ToSocketError(Exception error) => error switch
    {
        IOException { InnerException: SocketException inner } => inner.SocketErrorCode,
        ObjectDisposedException or IOException { InnerException: ObjectDisposedException } => SocketError.OperationAborted,
        _ => SocketError.ConnectionReset,
    };

    private void Close(bool orderly)
    {
        bool idle;
        lock (_lock)
        {
            if (_aborted)
            {
                return;
            }

            _aborted = true;
            idle = _pending == 0;
        }

        // The socket ends operations in progress; the TLS state may be freed only when none is left that uses it.
        if (orderly)
        {
            SocketTransport.Close(socket);
        }
        else
        {
            socket.Dispose();
        }

        if (idle)
        {
            stream.Dispose();
        }
    }

    private bool TryEnter()
    {
        lock (_lock)
        {
            if (_aborted)
            {
                return false;
            }

            _pending++;
            return true;
        }
    }

    private void Leave()
    {
        bool last;
        lock (_lock)
        {
            last = --_pending == 0 && _aborted;
        }

        if (last)
        {
            stream.Dispose();
        }
    }
}
