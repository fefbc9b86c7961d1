using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Listening;

/// <summary>
/// The bytes a client sends, on their way to the HTTP parser: counts them and notes when the first one of each request was read. A
/// read that waits is passed on without a state machine, so that the noting costs no allocation.
/// </summary>
internal sealed class WireReader : PipeReader, IValueTaskSource<ReadResult>
{
    private readonly PipeReader _inner;
    private readonly TracingGate? _gate;
    private readonly Action _completed;
    private System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _pending;
    private Action<object?>? _continuation;
    private object? _continuationState;
    private ReadOnlySequence<byte> _buffer;
    private long _arrived;
    private bool _awaitsFirstByte = true;
    private bool _inHead = true;
    private RequestHeadScan _head;
    private short _version;

    /// <param name="inner">Where the bytes come from.</param>
    /// <param name="gate">Decides whether times are noted; null to note them always.</param>
    public WireReader(PipeReader inner, TracingGate? gate)
    {
        _inner = inner;
        _gate = gate;
        _completed = Completed;
    }

    /// <summary>Bytes the parser has taken since the connection was accepted.</summary>
    public long Consumed { get; private set; }

    /// <summary>When the first byte of the current request was read; 0 if no session was active then.</summary>
    public long FirstByteTimestamp { get; private set; }

    /// <summary>
    /// When bytes were last read; 0 if no session has been active. Stands in for <see cref="FirstByteTimestamp"/> on HTTP/2, where the
    /// bytes of many requests are read together.
    /// </summary>
    public long LastReadTimestamp { get; private set; }

    /// <summary>What the current HTTP/1.x request's head says that the server does not pass on.</summary>
    public ref readonly RequestHeadScan Head => ref _head;

    /// <summary>The current request is over: the next byte read is the first of another.</summary>
    public void AwaitFirstByte()
    {
        _awaitsFirstByte = true;
        _inHead = true;
        FirstByteTimestamp = 0;
        _head = default;
    }

    /// <summary>The current request's headers are complete; what is read now is its body, or frames of HTTP/2.</summary>
    public void EndHead() => _inHead = false;

    private bool NotesTimes => _gate is null || _gate.Active;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = _inner.ReadAsync(cancellationToken);
        if (read.IsCompletedSuccessfully)
        {
            var result = read.Result;
            Note(result);
            return new ValueTask<ReadResult>(result);
        }

        _pending = read.ConfigureAwait(false).GetAwaiter();
        return new ValueTask<ReadResult>(this, ++_version);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!_inner.TryRead(out result))
        {
            return false;
        }

        Note(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Count(consumed);
        _inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Count(consumed);
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token)
        => _pending.IsCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _continuation = continuation;
        _continuationState = state;
        _pending.UnsafeOnCompleted(_completed);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        var result = _pending.GetResult();
        _pending = default;
        Note(result);
        return result;
    }

    private void Completed()
    {
        if (NotesTimes)
        {
            _arrived = TraceRecorder.Now();
        }

        var continuation = _continuation!;
        var state = _continuationState;
        _continuation = null;
        _continuationState = null;
        continuation(state);
    }

    private void Note(in ReadResult result)
    {
        _buffer = result.Buffer;
        if (!result.Buffer.IsEmpty)
        {
            LastReadTimestamp = _arrived != 0 ? _arrived : NotesTimes ? TraceRecorder.Now() : 0;
            if (_awaitsFirstByte)
            {
                _awaitsFirstByte = false;
                FirstByteTimestamp = LastReadTimestamp;
            }
        }

        _arrived = 0;
    }

    private void Count(SequencePosition consumed)
    {
        var start = _buffer.Start;

        // Positions carry flags in the sign bit; nearly always both are in the same segment.
        var count = ReferenceEquals(start.GetObject(), consumed.GetObject())
            ? (consumed.GetInteger() & int.MaxValue) - (start.GetInteger() & int.MaxValue)
            : _buffer.Slice(0, consumed).Length;
        if (_inHead && count > 0)
        {
            // The parser takes whole lines, so what it takes begins with one.
            var taken = _buffer.Slice(0, consumed);
            _head.Read(taken.IsSingleSegment ? taken.FirstSpan : taken.ToArray());
        }

        Consumed += count;
        _buffer = default;
    }
}
