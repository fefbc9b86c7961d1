using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <content>Receiving: the one outstanding receive, and who waits for it.</content>
internal sealed partial class UpstreamConnection
{
    /// <summary>No watching receive is outstanding.</summary>
    private const int WatchNone = 0;

    /// <summary>It is outstanding, and no exchange waits for it.</summary>
    private const int WatchWaiting = 1;

    /// <summary>An exchange waits for it.</summary>
    private const int WatchClaimed = 2;

    /// <summary>It is complete, and no exchange had been waiting.</summary>
    private const int WatchArrived = 3;

    private readonly Action _onReceived;
    private ConfiguredValueTaskAwaitable<IoResult>.ConfiguredValueTaskAwaiter _received;
    private CancellationTokenRegistration _receiveCancellation;
    private IoResult _arrived;
    private long _arrivedAt;
    private int _watch;
    private Reading _reading;

    private enum Reading
    {
        Head,
        Body,
        Raw,
    }

    /// <summary>Has <see cref="OnReceived"/> called with the receive's outcome.</summary>
    private void Await(ValueTask<IoResult> receive)
    {
        _received = receive.ConfigureAwait(false).GetAwaiter();
        _received.UnsafeOnCompleted(_onReceived);
    }

    /// <summary>Waits on behalf of an operation that has begun its promise.</summary>
    private void BeginWait(ValueTask<IoResult> receive, Reading reading, CancellationToken cancellationToken)
    {
        _reading = reading;
        ArmRead();
        _receiveCancellation = cancellationToken.UnsafeRegister(static state => ((UpstreamConnection)state!).Abort(), this);
        Hold();
        Await(receive);
    }

    /// <summary>Waits once more for the same operation.</summary>
    private void WaitAgain(ValueTask<IoResult> receive)
    {
        ArmRead();
        Await(receive);
    }

    private void ArmRead()
    {
        if (_reading != Reading.Head || !Volatile.Read(ref _requestIsOpen))
        {
            _readDeadline.Arm(_timeouts.Read);
            return;
        }

        _readDeadline.Arm(int.MaxValue);
        if (!Volatile.Read(ref _requestIsOpen))
        {
            _readDeadline.Replace(_timeouts.Read);
        }
    }

    /// <summary>Ends the waiting, before the operation's promise is kept.</summary>
    private void EndWait()
    {
        Unregister(ref _receiveCancellation);
        Release();
    }

    /// <summary>After this no cancellation can reach the connection; one that is under way has it closed, not reused.</summary>
    private void Unregister(ref CancellationTokenRegistration registration)
    {
        if (registration.Token.IsCancellationRequested)
        {
            _aborted = true;
        }

        registration.Unregister();
        registration = default;
    }

    private void OnReceived()
    {
        var result = _received.GetResult();
        if (Volatile.Read(ref _watch) != WatchNone)
        {
            _arrived = result;
            _arrivedAt = NotesTimes ? Stopwatch.GetTimestamp() : 0;
            if (Interlocked.CompareExchange(ref _watch, WatchArrived, WatchWaiting) == WatchWaiting)
            {
                if (_bucket.TryRemoveIdle(this))
                {
                    Close();
                }

                Release();
                return;
            }

            Volatile.Write(ref _watch, WatchNone);
        }

        if (!_readDeadline.Clear())
        {
            _timedOut = true;
            result = new IoResult(0, SocketError.TimedOut);
        }

        switch (_reading)
        {
            case Reading.Head:
                ContinueHead(result);
                break;
            case Reading.Body:
                ContinueBody(result);
                break;
            default:
                ContinueRaw(result);
                break;
        }
    }

    private void CountReceived(int bytes)
    {
        if (NotesTimes && FirstByteTimestamp == 0)
        {
            FirstByteTimestamp = _arrivedAt != 0 ? _arrivedAt : Stopwatch.GetTimestamp();
        }

        BytesReceived += bytes;
    }

    /// <summary>Makes room behind what is buffered, and gives it.</summary>
    private Memory<byte> FreeBuffer()
    {
        if (_end == _buffer.Length && _start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_end);
    }
}
