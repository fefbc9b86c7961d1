using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <summary>A connect in progress: closes its socket when time is up or the caller gives up.</summary>
internal sealed class ConnectAttempt : IDeadlineTarget, IDisposable
{
    private readonly Deadline _deadline;
    private readonly CancellationTokenRegistration _cancellation;
    private volatile bool _timedOut;
    private volatile bool _cancelled;

    public ConnectAttempt(Deadlines wheel, AddressFamily family, int milliseconds, CancellationToken cancellationToken)
    {
        Socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _deadline = new Deadline(wheel, this);
        _deadline.Arm(milliseconds);
        _cancellation = cancellationToken.UnsafeRegister(static state => ((ConnectAttempt)state!).Cancel(), this);
    }

    public Socket Socket { get; }

    public async ValueTask<SocketError> ConnectAsync(IPEndPoint address)
    {
        using var operation = new SocketOperation();
        var result = await operation.ConnectAsync(Socket, address).ConfigureAwait(false);
        return result.Error;
    }

    /// <summary>Ends the watch. False when time was up or the caller gave up: the socket is closed then.</summary>
    public bool Complete()
    {
        _cancellation.Unregister();
        var inTime = _deadline.Clear();
        _deadline.Detach();
        _timedOut |= !inTime;
        return inTime && !_timedOut && !_cancelled;
    }

    /// <summary>Why the attempt failed, given what the failing step itself would say.</summary>
    public UpstreamError Explain(UpstreamError otherwise)
        => _cancelled ? UpstreamError.Aborted : _timedOut ? UpstreamError.ConnectTimeout : otherwise;

    public void Dispose() => Socket.Dispose();

    void IDeadlineTarget.OnDeadline(Deadline deadline)
    {
        _timedOut = true;
        Socket.Dispose();
    }

    private void Cancel()
    {
        _cancelled = true;
        Socket.Dispose();
    }
}
