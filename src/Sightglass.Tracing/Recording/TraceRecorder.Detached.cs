using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Recording;

/// <content>What may be called from several threads: spans of I/O clients, peers, events.</content>
public sealed partial class TraceRecorder
{
    /// <summary>Set in the index of a span that is kept in the table behind the lock.</summary>
    internal const int DetachedBit = 1 << 30;

    private readonly Lock _gate = new();
    private readonly SpanTable _detached;
    private PeerTiming[] _peers = [];
    private EventSlot[] _events = [];
    private int _peerCount;
    private int _eventCount;
    private int _openDetached;
    private int _droppedDetached;
    private int _generation;
    private bool _sealed;
    private bool _rented;

    /// <summary>Events refused because the recorder was full.</summary>
    public int DroppedEvents { get; private set; }

    internal SpanTable Detached => _detached;

    internal ReadOnlySpan<PeerTiming> Peers => _peers.AsSpan(0, _peerCount);

    internal ReadOnlySpan<EventSlot> Events => _events.AsSpan(0, _eventCount);

    /// <summary>What an I/O client holds to record its calls under <paramref name="parent"/>, usually <see cref="Current"/>.</summary>
    public IoScope Io(int parent) => parent == None ? default : new IoScope(this, _generation, parent);

    /// <summary>Adds to the time spent with a peer, for <c>proxy.kong.latency.net_io_timings</c>.</summary>
    /// <param name="ip">The peer's address.</param>
    /// <param name="connectTime">Ticks spent connecting, TLS included; 0 for a connection that was ready.</param>
    /// <param name="readWriteTime">Ticks spent reading and writing.</param>
    public void AddPeerTime(string ip, long connectTime, long readWriteTime)
    {
        lock (_gate)
        {
            AddPeer(ip, connectTime, readWriteTime);
        }
    }

    /// <summary>Records something that happened at one instant inside a span.</summary>
    public void AddEvent(int span, string name, long timestamp, params ReadOnlySpan<KeyValuePair<AttributeKey, AttributeValue>> attributes)
    {
        if (span != None)
        {
            lock (_gate)
            {
                PutEvent(new EventSlot { Span = span, Name = name, Time = timestamp, Attributes = attributes.IsEmpty ? null : attributes.ToArray() });
            }
        }
    }

    /// <summary>Records an exception as an event of a span, and marks the span as failed.</summary>
    public void AddException(int span, Exception exception, long timestamp)
    {
        if (span != None)
        {
            Fail(span, exception.Message);
            lock (_gate)
            {
                PutEvent(new EventSlot { Span = span, Name = "exception", Time = timestamp, Exception = exception });
            }
        }
    }

    /// <summary>
    /// Ends recording: closes what is still open at the latest instant recorded, and lets no I/O client in any more. A recorder
    /// that is kept to be completed later is sealed first; <see cref="Complete"/> seals.
    /// </summary>
    public void Seal()
    {
        lock (_gate)
        {
            if (_sealed)
            {
                return;
            }

            var latest = Latest();
            Finish(latest);
            _sealed = true;
            _generation++;
            Unwind(Root, latest);
            CutAsideUnder(Root, latest);
            CutDetachedUnder(Root, latest);
        }
    }

    /// <summary>Opens a span of an I/O client and starts charging for it.</summary>
    internal int StartIo(int generation, SpanName name, int parent, LatencyKind kind, long timestamp)
    {
        lock (_gate)
        {
            if (generation != _generation)
            {
                return None;
            }

            if (Slot(parent).IsClosed)
            {
                // The step has returned without waiting for this call: it is no part of the request.
                _droppedDetached++;
                return None;
            }

            var span = OpenDetached(name, parent, timestamp);
            if (span != None)
            {
                ref var slot = ref _detached[span & ~DetachedBit];
                slot.Kind = kind;
                slot.Flags |= SpanFlags.Charged;
                _ledger.EnterHeld(kind, timestamp);
            }

            return span;
        }
    }

    internal void EndIo(int generation, int span, long timestamp)
    {
        lock (_gate)
        {
            if (generation == _generation)
            {
                Close(ref _detached[span & ~DetachedBit], timestamp, SpanFlags.None);
            }
        }
    }

    internal void PutIo(int generation, int span, AttributeKey key, string? text, long bits)
    {
        Debug.Assert(key.Type == AttributeType.String == (text is not null), key.Name);
        lock (_gate)
        {
            if (generation == _generation)
            {
                _detached.Put(span & ~DetachedBit, key, text, bits);
            }
        }
    }

    internal void FailIo(int generation, int span, string message, Exception? exception, long timestamp)
    {
        lock (_gate)
        {
            if (generation == _generation)
            {
                Fail(ref _detached[span & ~DetachedBit], message);
                if (exception is not null)
                {
                    PutEvent(new EventSlot { Span = span, Name = "exception", Time = timestamp, Exception = exception });
                }
            }
        }
    }

    internal void AddPeerIo(int generation, string ip, long connectTime, long readWriteTime)
    {
        lock (_gate)
        {
            if (generation == _generation)
            {
                AddPeer(ip, connectTime, readWriteTime);
            }
        }
    }

    internal bool IsValid(int generation) => Volatile.Read(ref _generation) == generation;

    private int OpenDetached(SpanName name, int parent, long timestamp)
    {
        if (_sealed || _detached.Count >= _limits.DetachedSpans || _flow.Count + _detached.Count >= _limits.Spans)
        {
            _droppedDetached++;
            return None;
        }

        Volatile.Write(ref _openDetached, _openDetached + 1);
        return _detached.Open(name, parent == None ? Root : parent, timestamp) | DetachedBit;
    }

    private void Close(ref SpanSlot slot, long timestamp, SpanFlags flags)
    {
        if (slot.IsClosed)
        {
            return;
        }

        slot.End = timestamp;
        slot.Flags |= SpanFlags.Closed | flags;
        Volatile.Write(ref _openDetached, _openDetached - 1);
        if ((slot.Flags & SpanFlags.Charged) != 0)
        {
            _ledger.LeaveHeld(slot.Kind, slot.Start, timestamp);
        }
    }

    /// <summary>Closes the detached spans that are still open below a span that ends.</summary>
    private void CutDetachedUnder(int ancestor, long timestamp)
    {
        lock (_gate)
        {
            for (var index = 0; _openDetached > 0 && index < _detached.Count; index++)
            {
                ref var slot = ref _detached[index];
                if (!slot.IsClosed && IsUnder(slot.Parent, ancestor))
                {
                    // Opened on another thread after the ending step had read the clock: it has no time inside that step.
                    Close(ref slot, Math.Max(timestamp, slot.Start), SpanFlags.Cut);
                }
            }
        }
    }

    private bool IsUnder(int span, int ancestor)
    {
        while (span != ancestor)
        {
            if (span == None)
            {
                return false;
            }

            span = Slot(span).Parent;
        }

        return true;
    }

    private ref SpanSlot Slot(int span) => ref (span & DetachedBit) == 0 ? ref _flow[span] : ref _detached[span & ~DetachedBit];

    private void AddPeer(string ip, long connectTime, long readWriteTime)
    {
        if (_sealed)
        {
            return;
        }

        for (var index = 0; index < _peerCount; index++)
        {
            ref var peer = ref _peers[index];
            if (peer.Ip == ip)
            {
                peer.ConnectTime += connectTime;
                peer.ReadWriteTime += readWriteTime;
                return;
            }
        }

        if (_peerCount < _limits.Peers)
        {
            Grow(ref _peers, _peerCount);
            _peers[_peerCount++] = new PeerTiming { Ip = ip, ConnectTime = connectTime, ReadWriteTime = readWriteTime };
        }
    }

    private void PutEvent(EventSlot slot)
    {
        if (_sealed || _eventCount >= _limits.Events)
        {
            DroppedEvents++;
            return;
        }

        Grow(ref _events, _eventCount);
        _events[_eventCount++] = slot;
    }

    private static void Grow<T>(ref T[] array, int count)
    {
        if (count == array.Length)
        {
            Array.Resize(ref array, Math.Max(4, count * 2));
        }
    }

    private long Latest()
    {
        var latest = _ledger.ClosedAt;
        for (var index = 0; index < _flow.Count; index++)
        {
            latest = Math.Max(latest, Math.Max(_flow[index].Start, _flow[index].IsClosed ? _flow[index].End : long.MinValue));
        }

        for (var index = 0; index < _detached.Count; index++)
        {
            latest = Math.Max(latest, Math.Max(_detached[index].Start, _detached[index].IsClosed ? _detached[index].End : long.MinValue));
        }

        return latest;
    }

    private void ClearDetached()
    {
        _detached.Clear();
        _peers.AsSpan(0, _peerCount).Clear();
        _events.AsSpan(0, _eventCount).Clear();
        _peerCount = 0;
        _eventCount = 0;
        _openDetached = 0;
        _droppedDetached = 0;
        DroppedEvents = 0;
        _sealed = false;
    }
}
