using System.Buffers.Binary;
using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Recording;

/// <summary>
/// Records one request: spans, their attributes, and who the request waited for at every instant. Rented from a
/// <see cref="TraceRecorderPool"/> when a session may want the request, given back when no session does any more.
/// All times are <see cref="Stopwatch.GetTimestamp"/> ticks: one monotonic clock, read at the event itself.
/// </summary>
/// <remarks>
/// <para>
/// A request runs on one logical flow. What that flow opens with <see cref="Start(SpanName, long)"/> or <see cref="StartAside"/>, or gives with
/// <see cref="Add"/>, is kept in a table that only it touches, so the hot path takes no lock. Spans of <see cref="IoScope"/> are kept in a
/// second table behind a lock that is held for a few stores; they may be opened and ended on several threads, and <see cref="AddPeerTime"/>,
/// <see cref="AddEvent"/> and the ledger's members may be called on any. Everything else belongs to the request's flow.
/// </para>
/// <para>
/// Where the request has no recorder, the caller holds a null reference, and an instrumentation point costs that null check.
/// What may outlive the request (a plugin's call that nobody awaits) must hold an <see cref="IoScope"/> or <see cref="IoSpan"/>:
/// they carry the recorder's generation, and do nothing once the trace is sealed or the recorder serves another request.
/// </para>
/// </remarks>
public sealed partial class TraceRecorder
{
    /// <summary>The index that stands for "no span": a parentless span's parent, and what a full recorder returns.</summary>
    public const int None = -1;

    /// <summary>The root's index.</summary>
    public const int Root = 0;

    // Above the numbers of all spans that a trace may hold.
    private const int UpstreamNumber = int.MaxValue - 1;

    private readonly TraceRecorderPool _pool;
    private readonly RecorderLimits _limits;
    private readonly LatencyLedger _ledger;
    private readonly SpanTable _flow;
    private ActivityTraceId _traceId;
    private ulong _randomHigh;
    private ulong _randomLow;
    private int _current;
    private int _droppedInFlow;
    private int _openAside;
    private int _upstreamSpan = None;
    private bool _upstreamNamed;
    private bool _finished;

    internal TraceRecorder(TraceRecorderPool pool)
    {
        _pool = pool;
        _limits = pool.Limits;
        _ledger = new LatencyLedger(_gate);
        _flow = new SpanTable(_limits.AttributesPerSpan);
        _detached = new SpanTable(_limits.AttributesPerSpan);
        _current = None;
    }

    /// <summary>The span that new spans go under; <see cref="None"/> before the root exists.</summary>
    public int Current => _current;

    /// <summary>Spans refused because the recorder was full, or because the step they belong to was over.</summary>
    public int DroppedSpans => _droppedInFlow + Volatile.Read(ref _droppedDetached);

    /// <summary>Whether the root has ended; what comes now is the log phase.</summary>
    public bool IsFinished => _finished;

    /// <summary>The trace's id: the client's, or random.</summary>
    public ActivityTraceId TraceId
    {
        get
        {
            // Made when first asked for, since the type holds a string and most recorded requests are dropped unread.
            if (_traceId == default && _flow.Count > 0)
            {
                Span<byte> bytes = stackalloc byte[16];
                BinaryPrimitives.WriteUInt64BigEndian(bytes, _randomHigh);
                BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _randomLow);
                _traceId = ActivityTraceId.CreateFromBytes(bytes);
            }

            return _traceId;
        }
    }

    /// <summary>
    /// The id of the span of the upstream that will answer, for a header that tells the upstream of it. Once asked for, the span that was
    /// last given to <see cref="TryUpstream"/> has it.
    /// </summary>
    public ActivitySpanId UpstreamSpanId
    {
        get
        {
            _upstreamNamed = true;
            return SpanIds.Of(_randomLow, UpstreamNumber);
        }
    }

    /// <summary>Charges the request's time.</summary>
    public LatencyLedger Ledger => _ledger;

    /// <summary>The root's parent in the client's trace; <c>default</c> for none.</summary>
    public ActivitySpanId RemoteParent { get; private set; }

    internal SpanTable Flow => _flow;

    internal RecorderLimits Limits => _limits;

    /// <summary>The current instant on the trace's clock.</summary>
    public static long Now() => Stopwatch.GetTimestamp();

    /// <summary>Opens the root span.</summary>
    /// <param name="timestamp">When the request began.</param>
    /// <param name="traceId">The trace id to use; <c>default</c> for a random one.</param>
    /// <param name="remoteParent">The root's parent in the client's trace; <c>default</c> for none.</param>
    public void Begin(long timestamp, ActivityTraceId traceId = default, ActivitySpanId remoteParent = default)
    {
        Debug.Assert(_flow.Count == 0, "A recorder begins one trace.");
        _traceId = traceId;
        _randomHigh = SpanIds.Random();
        _randomLow = SpanIds.Random();
        RemoteParent = remoteParent;
        _ledger.Begin(timestamp);
        Start(SpanNames.Root, timestamp);
    }

    /// <summary>
    /// Makes the trace a part of another one than it began in: whoever tells the upstream of a trace says which. To be called before anybody has
    /// been told of this one.
    /// </summary>
    /// <param name="traceId">The trace id; <c>default</c> leaves it as it is.</param>
    /// <param name="remoteParent">The root's parent; <c>default</c> for none.</param>
    public void Adopt(ActivityTraceId traceId, ActivitySpanId remoteParent)
    {
        if (traceId != default)
        {
            _traceId = traceId;
        }

        RemoteParent = remoteParent;
    }

    /// <summary>This span stands for the upstream that is tried now.</summary>
    public void TryUpstream(int span) => _upstreamSpan = span;

    /// <summary>Opens a span under <see cref="Current"/> and makes it current.</summary>
    /// <returns>The span's index, for <see cref="End(int, long)"/> and <c>Set</c>; <see cref="None"/> when the recorder is full.</returns>
    public int Start(SpanName name, long timestamp)
    {
        if (_flow.Count + _detached.Count >= _limits.Spans)
        {
            _droppedInFlow++;
            return None;
        }

        return _current = _flow.Open(name, _current, timestamp);
    }

    /// <summary>Opens a span now. See <see cref="Start(SpanName, long)"/>.</summary>
    public int Start(SpanName name) => Start(name, Now());

    /// <summary>
    /// Opens a span of the flow under <paramref name="parent"/> without making it current, for steps that outlive what begins after them.
    /// </summary>
    /// <returns>The span's index, or <see cref="None"/> when the recorder is full.</returns>
    public int StartAside(SpanName name, int parent, long timestamp)
    {
        if (_sealed || _flow.Count + _detached.Count >= _limits.Spans)
        {
            _droppedInFlow++;
            return None;
        }

        var span = _flow.Open(name, parent == None ? Root : parent, timestamp);
        _flow[span].Flags = SpanFlags.Aside;
        _openAside++;
        return span;
    }

    /// <summary>Records a span of the flow whose start and end are both already known, under <paramref name="parent"/>. Does not become current.</summary>
    /// <returns>The span's index, or <see cref="None"/> when the recorder is full.</returns>
    public int Add(SpanName name, int parent, long start, long end)
    {
        if (_sealed || _flow.Count + _detached.Count >= _limits.Spans)
        {
            _droppedInFlow++;
            return None;
        }

        var span = _flow.Open(name, parent == None ? Root : parent, start);
        ref var slot = ref _flow[span];
        slot.End = end;
        slot.Flags = SpanFlags.Aside | SpanFlags.Closed;
        return span;
    }

    /// <summary>
    /// Closes a span; when it is the current one, its parent becomes current. Spans still open inside it are closed with it and
    /// marked as cut. Ending the root is <see cref="Finish"/>. Ending a span twice does nothing.
    /// </summary>
    public void End(int span, long timestamp)
    {
        Debug.Assert((span & DetachedBit) == 0 || span == None, "Who opened an I/O span ends it.");
        if (span == Root)
        {
            Finish(timestamp);
            return;
        }

        if (span == None)
        {
            return;
        }

        ref var slot = ref _flow[span];
        var aside = (slot.Flags & SpanFlags.Aside) != 0;
        if (!aside)
        {
            Unwind(span, timestamp);
        }

        if (slot.IsClosed)
        {
            return;
        }

        slot.End = timestamp;
        slot.Flags |= SpanFlags.Closed;
        if (aside)
        {
            _openAside--;
        }
        else
        {
            _current = slot.Parent;
        }

        CutUnder(span, timestamp);
    }

    /// <summary>Closes a span now. See <see cref="End(int, long)"/>.</summary>
    public void End(int span) => End(span, Now());

    /// <summary>
    /// Closes the root and the account. Spans still open are closed too, and marked as cut: so a request that is aborted half way
    /// leaves a whole trace. The root stays the parent of what comes afterwards, the log phase.
    /// </summary>
    /// <param name="timestamp">When the last byte of the response was handed over, or the request was given up.</param>
    /// <returns>The division of the request's time, in ticks of the trace's clock. Finishing again gives it again.</returns>
    public LatencyBreakdown Finish(long timestamp)
    {
        if (_finished)
        {
            return _ledger.Close(timestamp);
        }

        // Under the lock: an I/O span that ends on another thread does so wholly before, and is inside the root, or wholly after,
        // and finds itself closed.
        lock (_gate)
        {
            var division = _ledger.CloseHeld(timestamp);
            var end = _ledger.ClosedAt;
            Unwind(Root, end);
            ref var root = ref _flow[Root];
            root.End = end;
            root.Flags |= SpanFlags.Closed;
            _current = Root;
            _finished = true;
            CutAsideUnder(Root, end);
            CutDetachedUnder(Root, end);
            return division;
        }
    }

    /// <summary>Marks a span as failed.</summary>
    /// <param name="span">The span.</param>
    /// <param name="message">What failed; it must hold no secret.</param>
    public void Fail(int span, string message)
    {
        if (span != None)
        {
            Fail(ref _flow[span], message);
        }
    }

    /// <summary>Sets an attribute, or replaces it. A null value sets nothing.</summary>
    public void Set(int span, AttributeKey key, string? value)
    {
        if (value is not null)
        {
            Debug.Assert(key.Type == AttributeType.String, key.Name);
            Put(span, key, value, 0);
        }
    }

    /// <summary>Sets an attribute, or replaces it.</summary>
    public void Set(int span, AttributeKey key, long value)
    {
        Debug.Assert(key.Type == AttributeType.Int, key.Name);
        Put(span, key, null, value);
    }

    /// <summary>Sets an attribute, or replaces it.</summary>
    public void Set(int span, AttributeKey key, bool value)
    {
        Debug.Assert(key.Type == AttributeType.Bool, key.Name);
        Put(span, key, null, value ? 1 : 0);
    }

    /// <summary>Sets an attribute, or replaces it.</summary>
    public void Set(int span, AttributeKey key, double value)
    {
        Debug.Assert(key.Type == AttributeType.Double, key.Name);
        Put(span, key, null, BitConverter.DoubleToInt64Bits(value));
    }

    /// <summary>Gives the recorder back. It must not be used afterwards; what I/O clients still hold of it does nothing any more.</summary>
    public void Return()
    {
        lock (_gate)
        {
            Debug.Assert(_rented, "A recorder is returned once.");
            if (!_rented)
            {
                return;
            }

            _rented = false;
            _generation++;
            ClearDetached();
            _flow.Clear();
            _traceId = default;
            RemoteParent = default;
            _current = None;
            _droppedInFlow = 0;
            _openAside = 0;
            _upstreamSpan = None;
            _upstreamNamed = false;
            _finished = false;
        }

        _pool.Return(this);
    }

    internal void Rented() => _rented = true;

    private void Put(int span, AttributeKey key, string? text, long bits)
    {
        if (span != None)
        {
            _flow.Put(span, key, text, bits);
        }
    }

    /// <summary>Closes the flow's open spans down to <paramref name="span"/>, which stays open. Open ones are the chain above the current.</summary>
    private void Unwind(int span, long timestamp)
    {
        // A parent's index is below its children's, so the walk ends at the span, or past it when that is closed already.
        while (_current > span)
        {
            ref var slot = ref _flow[_current];
            if (!slot.IsClosed)
            {
                slot.End = timestamp;
                slot.Flags |= SpanFlags.Closed | SpanFlags.Cut;
            }

            _current = slot.Parent;
        }
    }

    /// <summary>Closes what is still open below a span that ends: nothing nearly always, and then it costs two checks.</summary>
    private void CutUnder(int ancestor, long timestamp)
    {
        if (_openAside > 0)
        {
            CutAsideUnder(ancestor, timestamp);
        }

        if (Volatile.Read(ref _openDetached) != 0)
        {
            CutDetachedUnder(ancestor, timestamp);
        }
    }

    private void CutAsideUnder(int ancestor, long timestamp)
    {
        for (var index = ancestor + 1; _openAside > 0 && index < _flow.Count; index++)
        {
            ref var slot = ref _flow[index];
            if (!slot.IsClosed && (slot.Flags & SpanFlags.Aside) != 0 && IsUnder(slot.Parent, ancestor))
            {
                slot.End = timestamp;
                slot.Flags |= SpanFlags.Closed | SpanFlags.Cut;
                _openAside--;
            }
        }
    }

    private static void Fail(ref SpanSlot slot, string message)
    {
        slot.Status = SpanStatus.Error;
        slot.StatusMessage = message;
    }
}
