using System.Diagnostics;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Recording;

/// <content>Making the immutable trace, and looking at what has been recorded before it is made.</content>
public sealed partial class TraceRecorder
{
    /// <summary>
    /// Makes the trace of what was recorded. Seals the recorder; needs nothing of the request, so it may be called long after it,
    /// and several times.
    /// </summary>
    /// <param name="nodeId">The id of this node.</param>
    /// <param name="requestId">The id of the request: 32 lower-case hex digits.</param>
    /// <param name="anchor">Where the trace's clock stands on the wall clock.</param>
    public Trace Complete(string nodeId, string requestId, ClockAnchor anchor)
    {
        Seal();
        return new TraceCompletion(this, anchor).Build(nodeId, requestId);
    }

    /// <summary>About how much memory the recording holds, in bytes; for who keeps many of them.</summary>
    public long EstimateBytes()
    {
        lock (_gate)
        {
            return _flow.Bytes + _detached.Bytes;
        }
    }

    /// <summary>The id that a span has in the completed trace; for what refers to a span before that, such as a log entry.</summary>
    public ActivitySpanId SpanIdOf(int span) =>
        span == None ? default
            : _upstreamNamed && span == _upstreamSpan ? SpanIds.Of(_randomLow, UpstreamNumber)
            : SpanIds.Of(_randomLow, (span & DetachedBit) == 0 ? span : (span & ~DetachedBit) + ushort.MaxValue + 1);

    /// <summary>What <c>proxy.kong.latency.net_io_timings</c> says by now; null when no peer was contacted.</summary>
    public string? NetIoTimings()
    {
        lock (_gate)
        {
            return _peerCount == 0 ? null : Recording.NetIoTimings.ToJson(Peers, new ClockAnchor(0, 0, Stopwatch.Frequency));
        }
    }

    /// <summary>Looks up an attribute of a span.</summary>
    public bool TryGet(int span, Catalogue.AttributeKey key, out AttributeValue value)
    {
        if (span != None)
        {
            lock (_gate)
            {
                var table = TableOf(span);
                var cursor = Slot(span).LastAttribute;
                while (table.Previous(ref cursor, out var attribute))
                {
                    if (ReferenceEquals(attribute.Key, key))
                    {
                        value = attribute.Value;
                        return true;
                    }
                }
            }
        }

        value = default;
        return false;
    }

    /// <summary>Finds the spans of a name one after the other.</summary>
    /// <param name="name">The name.</param>
    /// <param name="after">The span found before; <see cref="None"/> to begin.</param>
    /// <returns>The next span of that name; <see cref="None"/> when there is none left.</returns>
    public int Find(string name, int after = None)
    {
        lock (_gate)
        {
            var index = (after & ~DetachedBit) + 1;
            if (after == None || (after & DetachedBit) == 0)
            {
                for (index = after + 1; index < _flow.Count; index++)
                {
                    if (_flow[index].Name.Text == name)
                    {
                        return index;
                    }
                }

                index = 0;
            }

            for (; index < _detached.Count; index++)
            {
                if (_detached[index].Name.Text == name)
                {
                    return index | DetachedBit;
                }
            }

            return None;
        }
    }

    /// <summary>
    /// What has been recorded by now; a parent comes before its children. For who asks on the request's flow, while it goes on or after its root
    /// has ended; nothing is sealed by it.
    /// </summary>
    public RecordedSpan[] Spans()
    {
        lock (_gate)
        {
            var spans = new RecordedSpan[_flow.Count + _detached.Count];
            for (var index = 0; index < _flow.Count; index++)
            {
                spans[index] = Recorded(index, in _flow[index]);
            }

            for (var index = 0; index < _detached.Count; index++)
            {
                spans[_flow.Count + index] = Recorded(index | DetachedBit, in _detached[index]);
            }

            return spans;
        }
    }

    /// <summary>The status of a span.</summary>
    public SpanStatus StatusOf(int span)
    {
        lock (_gate)
        {
            ref var slot = ref Slot(span);
            return (slot.Flags & SpanFlags.Cut) != 0 ? SpanStatus.Error : slot.Status;
        }
    }

    /// <summary>The duration of a span that has ended, in ticks of the trace's clock; null while it is open.</summary>
    public long? DurationOf(int span)
    {
        lock (_gate)
        {
            ref var slot = ref Slot(span);
            return slot.IsClosed ? slot.End - slot.Start : null;
        }
    }

    private static RecordedSpan Recorded(int index, in SpanSlot slot)
    {
        var cut = (slot.Flags & SpanFlags.Cut) != 0;
        return new RecordedSpan(
            index, slot.Parent, slot.Name, slot.Start, slot.IsClosed ? slot.End : null, cut ? SpanStatus.Error : slot.Status, slot.StatusMessage);
    }

    private SpanTable TableOf(int span) => (span & DetachedBit) == 0 ? _flow : _detached;
}
