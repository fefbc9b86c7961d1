using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Sightglass.Gateway.Net;

/// <summary>One direction of a socket: a reusable operation, one at a time, that completes without allocating and fails without throwing.</summary>
internal sealed class SocketOperation() : SocketAsyncEventArgs(true), IValueTaskSource<IoResult>
{
    private ManualResetValueTaskSourceCore<IoResult> _core;

    public ValueTask<IoResult> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        SetBuffer(buffer);
        _core.Reset();
        try
        {
            return socket.ReceiveAsync(this) ? new ValueTask<IoResult>(this, _core.Version) : new ValueTask<IoResult>(Take());
        }
        catch (ObjectDisposedException)
        {
            return Aborted();
        }
    }

    public ValueTask<IoResult> SendAsync(Socket socket, Memory<byte> data)
    {
        SetBuffer(data);
        _core.Reset();
        try
        {
            return socket.SendAsync(this) ? new ValueTask<IoResult>(this, _core.Version) : new ValueTask<IoResult>(Take());
        }
        catch (ObjectDisposedException)
        {
            return Aborted();
        }
    }

    public ValueTask<IoResult> ConnectAsync(Socket socket, IPEndPoint endpoint)
    {
        RemoteEndPoint = endpoint;
        _core.Reset();
        try
        {
            return socket.ConnectAsync(this) ? new ValueTask<IoResult>(this, _core.Version) : new ValueTask<IoResult>(Take());
        }
        catch (ObjectDisposedException)
        {
            return Aborted();
        }
        catch (SocketException error)
        {
            return new ValueTask<IoResult>(new IoResult(0, error.SocketErrorCode));
        }
    }

    public IoResult GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _core.SetResult(Take());

    private static ValueTask<IoResult> Aborted() => new(new IoResult(0, SocketError.OperationAborted));

    private IoResult Take() => new(BytesTransferred, SocketError);
}
