using System.Collections.Immutable;
using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Recording;

/// <summary>Turns a sealed recorder's tables into a trace. Positions count the flow's spans first, then the detached ones.</summary>
internal sealed class TraceCompletion
{
    private readonly TraceRecorder _recorder;
    private readonly ClockAnchor _anchor;
    private readonly int _flowCount;
    private readonly int[] _parents;
    private readonly long[] _starts;
    private readonly long[] _ends;
    private readonly bool[] _cut;
    private int _dropped;

    public TraceCompletion(TraceRecorder recorder, ClockAnchor anchor)
    {
        _recorder = recorder;
        _anchor = anchor;
        _flowCount = recorder.Flow.Count;
        var count = _flowCount + recorder.Detached.Count;
        _parents = new int[count];
        _starts = new long[count];
        _ends = new long[count];
        _cut = new bool[count];
        _dropped = recorder.DroppedSpans;
    }

    public Trace Build(string nodeId, string requestId)
    {
        for (var position = 0; position < _parents.Length; position++)
        {
            Place(position);
        }

        var order = SpanOrder.Of(_parents, _starts);
        var kept = order.Count(IsKept);
        var spans = ImmutableArray.CreateBuilder<Span>(kept);
        var latency = Latency();
        var events = Events();
        foreach (var position in order)
        {
            if (IsKept(position))
            {
                spans.Add(ToSpan(position, position == TraceRecorder.Root ? latency : null, events[IdOf(position)]));
            }
        }

        return new Trace
        {
            RequestId = requestId,
            TraceId = _recorder.TraceId,
            NodeId = nodeId,
            Spans = spans.MoveToImmutable(),
            DroppedSpans = _dropped,
            Latency = latency,
        };
    }

    private ref SpanSlot SlotAt(int position)
    {
        if (position < _flowCount)
        {
            return ref _recorder.Flow[position];
        }

        return ref _recorder.Detached[position - _flowCount];
    }

    private int IdOf(int position) => position < _flowCount ? position : (position - _flowCount) | TraceRecorder.DetachedBit;

    private int PositionOf(int id) => (id & TraceRecorder.DetachedBit) == 0 ? id : _flowCount + (id & ~TraceRecorder.DetachedBit);

    private bool IsKept(int position) => _ends[position] >= _starts[position];

    /// <summary>Fixes a span's place in time. Parents are at lower positions, so theirs is fixed already.</summary>
    private void Place(int position)
    {
        ref var slot = ref SlotAt(position);
        _starts[position] = slot.Start;
        _ends[position] = slot.End;
        _cut[position] = (slot.Flags & SpanFlags.Cut) != 0;
        _parents[position] = slot.Parent == TraceRecorder.None ? -1 : PositionOf(slot.Parent);
        if (position == TraceRecorder.Root || slot.Name == SpanNames.PhaseLog)
        {
            return;
        }

        var parent = _parents[position];
        if ((slot.Flags & SpanFlags.Charged) != 0)
        {
            Fit(position, parent);
        }

        Debug.Assert(
            !IsKept(position) || (_starts[position] >= _starts[parent] && _ends[position] <= _ends[parent]),
            $"'{slot.Name}' sticks out of '{SlotAt(parent).Name}'.");
    }

    /// <summary>
    /// A plugin's call can end, or begin, on another thread while its plugin returns. What the plugin did not wait for is no part
    /// of its span: such a call is cut where the plugin's span ends, and not kept if it began after that.
    /// </summary>
    private void Fit(int position, int parent)
    {
        if (!IsKept(parent) || _starts[position] > _ends[parent])
        {
            _ends[position] = _starts[position] - 1;
            _dropped++;
        }
        else if (_ends[position] > _ends[parent])
        {
            _ends[position] = _ends[parent];
            _cut[position] = true;
        }
    }

    private Span ToSpan(int position, LatencyBreakdown? latency, IEnumerable<SpanEvent> events)
    {
        ref var slot = ref SlotAt(position);
        var parent = _parents[position];
        var isCut = _cut[position];
        return new Span
        {
            SpanId = _recorder.SpanIdOf(IdOf(position)),
            ParentSpanId = parent >= 0 ? _recorder.SpanIdOf(IdOf(parent)) : _recorder.RemoteParent == default ? null : _recorder.RemoteParent,
            Name = slot.Name.Text,
            Kind = slot.Name.Kind,
            StartTime = _anchor.ToUnixNanoseconds(_starts[position]),
            EndTime = _anchor.ToUnixNanoseconds(_ends[position]),
            Status = isCut ? SpanStatus.Error : slot.Status,
            StatusMessage = slot.StatusMessage is { } message ? BoundedText.Cut(message, _recorder.Limits.ValueLength) : isCut ? "Cut off: the step around it ended first." : null,
            Attributes = Attributes(position, ref slot, latency),
            Events = [.. events],
            DroppedAttributes = slot.DroppedAttributes,
            DroppedEvents = position == TraceRecorder.Root ? _recorder.DroppedEvents : 0,
        };
    }

    private ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes(int position, ref SpanSlot slot, LatencyBreakdown? latency)
    {
        var table = position < _flowCount ? _recorder.Flow : _recorder.Detached;
        var list = new List<KeyValuePair<string, AttributeValue>>(slot.AttributeCount + 12);
        var cursor = slot.LastAttribute;
        while (table.Previous(ref cursor, out var attribute))
        {
            // Walking back, the value set last is seen first.
            if (!Contains(list, attribute.Key.Name))
            {
                list.Add(new(attribute.Key.Name, Bounded(attribute.Value)));
            }
        }

        list.Reverse();
        if (_cut[position])
        {
            list.Add(new(AttributeKeys.SightglassCut.Name, AttributeValue.From(true)));
        }

        if (latency is { } division)
        {
            LatencyAttributes.Write(list, division);
            AddRootFigures(list);
        }

        return [.. list];
    }

    private void AddRootFigures(List<KeyValuePair<string, AttributeValue>> list)
    {
        if (!_recorder.Peers.IsEmpty)
        {
            list.Add(new(AttributeKeys.ProxyKongLatencyNetIoTimings.Name, AttributeValue.From(NetIoTimings.ToJson(_recorder.Peers, _anchor))));
        }

        if (_dropped > 0)
        {
            list.Add(new(AttributeKeys.SightglassDroppedSpans.Name, AttributeValue.From(_dropped)));
        }
    }

    /// <summary>
    /// The division in nanoseconds. The root's duration is the total, the waits are rounded down and the gateway's own share is
    /// what is left, so that the four add up exactly. The kinds are rounded up, so that none is less than its part of the sum.
    /// </summary>
    private LatencyBreakdown Latency()
    {
        var ticks = _recorder.Ledger.Close(_ends[TraceRecorder.Root]);
        var total = _anchor.ToUnixNanoseconds(_ends[TraceRecorder.Root]) - _anchor.ToUnixNanoseconds(_starts[TraceRecorder.Root]);
        var upstream = _anchor.ToNanoseconds(ticks.Upstream);
        var client = _anchor.ToNanoseconds(ticks.Client);
        var thirdParty = _anchor.ToNanoseconds(ticks.ThirdParty);
        return new LatencyBreakdown(
            total,
            total - upstream - client - thirdParty,
            upstream,
            client,
            thirdParty,
            -_anchor.ToNanoseconds(-ticks.Dns),
            -_anchor.ToNanoseconds(-ticks.HttpClient),
            -_anchor.ToNanoseconds(-ticks.Redis),
            -_anchor.ToNanoseconds(-ticks.TcpSock));
    }

    private ILookup<int, SpanEvent> Events() =>
        _recorder.Events.ToArray().ToLookup(slot => slot.Span, ToEvent);

    private SpanEvent ToEvent(EventSlot slot)
    {
        ImmutableArray<KeyValuePair<string, AttributeValue>> attributes = slot.Exception is { } exception
            ?
            [
                new(AttributeKeys.ExceptionType.Name, AttributeValue.From(exception.GetType().FullName ?? exception.GetType().Name)),
                new(AttributeKeys.ExceptionMessage.Name, Bounded(AttributeValue.From(exception.Message))),
                new(AttributeKeys.ExceptionStacktrace.Name, Bounded(AttributeValue.From(exception.ToString()))),
            ]
            : [.. (slot.Attributes ?? []).Select(attribute => KeyValuePair.Create(attribute.Key.Name, Bounded(attribute.Value)))];
        return new SpanEvent(slot.Name, _anchor.ToUnixNanoseconds(slot.Time), attributes);
    }

    private AttributeValue Bounded(AttributeValue value) =>
        value.Type == AttributeType.String ? AttributeValue.From(BoundedText.Cut(value.AsString, _recorder.Limits.ValueLength)) : value;

    private static bool Contains(List<KeyValuePair<string, AttributeValue>> list, string name)
    {
        foreach (var attribute in list)
        {
            if (attribute.Key == name)
            {
                return true;
            }
        }

        return false;
    }
}
