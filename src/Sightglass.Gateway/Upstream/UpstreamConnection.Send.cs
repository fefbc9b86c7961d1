using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <content>Sending.</content>
internal sealed partial class UpstreamConnection
{
    /// <summary>One operation's share of a large send: the write timeout is for progress, not for the whole.</summary>
    private const int MaxSend = 64 * 1024;

    private readonly ResultSource<UpstreamError> _sendSource = new();
    private readonly Action _onSent;
    private ConfiguredValueTaskAwaitable<IoResult>.ConfiguredValueTaskAwaiter _sent;
    private ReadOnlyMemory<byte> _unsent;
    private CancellationTokenRegistration _sendCancellation;
    private volatile bool _sending;

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    /// <param name="data">Must stay valid until the call is complete.</param>
    /// <param name="cancellationToken">As for <see cref="ReadHeadAsync"/>.</param>
    public ValueTask<UpstreamError> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        if (data.IsEmpty)
        {
            return new ValueTask<UpstreamError>(UpstreamError.None);
        }

        if (BytesSent == 0 && Volatile.Read(ref _watch) == WatchArrived)
        {
            return new ValueTask<UpstreamError>(RefuseUnsolicited());
        }

        _unsent = data;
        if (TrySend(out var error))
        {
            return new ValueTask<UpstreamError>(error);
        }

        _sendCancellation = cancellationToken.UnsafeRegister(static state => ((UpstreamConnection)state!).Abort(), this);
        var pending = _sendSource.Begin();
        _sent.UnsafeOnCompleted(_onSent);
        return pending;
    }

    /// <summary>After a 101: tells the peer that nothing more will be sent. Without effect over TLS.</summary>
    public void ShutdownSend() => _transport.ShutdownSend();

    /// <summary>Sends until all is sent or one operation must be waited for. In the latter case the write deadline is armed.</summary>
    private bool TrySend(out UpstreamError error)
    {
        while (true)
        {
            var slice = _unsent.Length > MaxSend ? _unsent[..MaxSend] : _unsent;
            var send = _transport.SendAsync(slice);
            if (!send.IsCompleted)
            {
                _sending = true;
                _writeDeadline.Arm(_timeouts.Write);
                _sent = send.ConfigureAwait(false).GetAwaiter();
                error = UpstreamError.None;
                return false;
            }

            error = Account(send.Result);
            if (error != UpstreamError.None || _unsent.IsEmpty)
            {
                return true;
            }
        }
    }

    private void OnSent()
    {
        var result = _sent.GetResult();
        _sending = false;
        var inTime = _writeDeadline.Clear();
        var error = Account(result);
        if (!inTime)
        {
            _timedOut = true;
            error = Fail(SocketError.Success, UpstreamError.WriteFailed);
        }

        if (error == UpstreamError.None && !_unsent.IsEmpty && !TrySend(out error))
        {
            _sent.UnsafeOnCompleted(_onSent);
            return;
        }

        Unregister(ref _sendCancellation);
        _unsent = default;
        _sendSource.Complete(error);
    }

    private UpstreamError Account(IoResult result)
    {
        if (!result.Succeeded)
        {
            var raced = Reused && BytesSent == 0 && BytesReceived == 0;
            return Fail(result.Error, raced && !_timedOut && !_aborted ? UpstreamError.ClosedBeforeResponse : UpstreamError.WriteFailed);
        }

        BytesSent += result.Bytes;
        _unsent = _unsent[result.Bytes..];
        return UpstreamError.None;
    }

    /// <summary>The peer closed, or sent something, after the last response and before this request: what it sent is nobody's answer.</summary>
    private UpstreamError RefuseUnsolicited()
    {
        var detail = _arrived is { Succeeded: true, Bytes: > 0 }
            ? "bytes received before the request was sent"
            : "idle connection closed by the peer";
        Abort();
        return Fail(UpstreamError.ClosedBeforeResponse, detail);
    }
}
