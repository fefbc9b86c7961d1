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
/// A request runs on one logical flow, so the members are not synchronised, except those that say so. Where the request has no
/// recorder, the caller holds a null reference, and an instrumentation point costs that null check.
/// </remarks>
public sealed class TraceRecorder
{
    /// <summary>The index that stands for "no span": a parentless span's parent, and what a full recorder returns.</summary>
    public const int None = -1;

    private readonly TraceRecorderPool _pool;
    private readonly LatencyLedger _ledger = new();
    private SpanSlot[] _spans;
    private AttributeSlot[] _attributes;
    private int _spanCount;
    private int _attributeCount;
    private int _current;

    internal TraceRecorder(TraceRecorderPool pool)
    {
        _pool = pool;
        _spans = new SpanSlot[32];
        _attributes = new AttributeSlot[96];
        _current = None;
    }

    /// <summary>The span that new spans go under; <see cref="None"/> before the root exists.</summary>
    public int Current => _current;

    /// <summary>Spans refused because the recorder was full.</summary>
    public int DroppedSpans { get; private set; }

    /// <summary>The trace's id: the client's, or random.</summary>
    public ActivityTraceId TraceId { get; private set; }

    /// <summary>Charges the request's time (debugger.md 4).</summary>
    public LatencyLedger Ledger => _ledger;

    internal ReadOnlySpan<SpanSlot> Spans => _spans.AsSpan(0, _spanCount);

    internal ReadOnlySpan<AttributeSlot> Attributes => _attributes.AsSpan(0, _attributeCount);

    internal ActivitySpanId RemoteParent { get; private set; }

    /// <summary>The current instant on the trace's clock.</summary>
    public static long Now() => Stopwatch.GetTimestamp();

    /// <summary>Opens the root span.</summary>
    /// <param name="timestamp">When the request began.</param>
    /// <param name="traceId">The trace id to use; <c>default</c> for a random one.</param>
    /// <param name="remoteParent">The root's parent in the client's trace; <c>default</c> for none.</param>
    public void Begin(long timestamp, ActivityTraceId traceId = default, ActivitySpanId remoteParent = default)
    {
        TraceId = traceId == default ? ActivityTraceId.CreateRandom() : traceId;
        RemoteParent = remoteParent;
        _ledger.Begin(timestamp);
        Start(SpanNames.Root, timestamp);
    }

    /// <summary>Opens a span under <see cref="Current"/> and makes it current.</summary>
    /// <returns>The span's index, for <see cref="End(int, long)"/> and <c>Set</c>; <see cref="None"/> when the recorder is full.</returns>
    public int Start(SpanName name, long timestamp)
    {
        var index = Open(name, _current, timestamp);
        if (index != None)
        {
            _current = index;
        }

        return index;
    }

    /// <summary>Opens a span now. See <see cref="Start(SpanName, long)"/>.</summary>
    public int Start(SpanName name) => Start(name, Now());

    /// <summary>Closes a span; when it is the current one, its parent becomes current.</summary>
    public void End(int span, long timestamp)
    {
        if (span == None)
        {
            return;
        }

        ref var slot = ref _spans[span];
        slot.End = timestamp;
        if (_current == span)
        {
            _current = slot.Parent;
        }
    }

    /// <summary>Closes a span now. See <see cref="End(int, long)"/>.</summary>
    public void End(int span) => End(span, Now());

    /// <summary>Records a span whose start and end are both already known, under <paramref name="parent"/>. Does not become current.</summary>
    public int Add(SpanName name, int parent, long start, long end)
    {
        var index = Open(name, parent, start);
        if (index != None)
        {
            _spans[index].End = end;
        }

        return index;
    }

    /// <summary>Opens a span under <paramref name="parent"/> without making it current; for spans that outlive their siblings' start.</summary>
    public int StartDetached(SpanName name, int parent, long timestamp) => Open(name, parent, timestamp);

    /// <summary>Marks a span as failed.</summary>
    public void Fail(int span, string message)
    {
        if (span != None)
        {
            ref var slot = ref _spans[span];
            slot.Status = SpanStatus.Error;
            slot.StatusMessage = message;
        }
    }

    public void Set(int span, AttributeKey key, string? value)
    {
        if (value is not null)
        {
            Put(span, key, value, 0);
        }
    }

    public void Set(int span, AttributeKey key, long value) => Put(span, key, null, value);

    public void Set(int span, AttributeKey key, bool value) => Put(span, key, null, value ? 1 : 0);

    public void Set(int span, AttributeKey key, double value) => Put(span, key, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Gives the recorder back. It must not be used afterwards.</summary>
    public void Return()
    {
        _spans.AsSpan(0, _spanCount).Clear();
        _attributes.AsSpan(0, _attributeCount).Clear();
        _spanCount = 0;
        _attributeCount = 0;
        _current = None;
        DroppedSpans = 0;
        _pool.Return(this);
    }

    private int Open(SpanName name, int parent, long timestamp)
    {
        if (_spanCount == _spans.Length)
        {
            if (_spanCount >= _pool.MaxSpans)
            {
                DroppedSpans++;
                return None;
            }

            Array.Resize(ref _spans, _spans.Length * 2);
        }

        var index = _spanCount++;
        ref var slot = ref _spans[index];
        slot.Name = name;
        slot.Parent = parent;
        slot.Start = timestamp;
        slot.End = 0;
        return index;
    }

    private void Put(int span, AttributeKey key, string? text, long bits)
    {
        if (span == None)
        {
            return;
        }

        if (_attributeCount == _attributes.Length)
        {
            Array.Resize(ref _attributes, _attributes.Length * 2);
        }

        _attributes[_attributeCount++] = new AttributeSlot(span, key, text, bits);
    }

    internal struct SpanSlot
    {
        public SpanName Name;
        public int Parent;
        public long Start;
        public long End;
        public SpanStatus Status;
        public string? StatusMessage;
    }

    internal readonly record struct AttributeSlot(int Span, AttributeKey Key, string? Text, long Bits);
}
