using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// The spans of the tries of one request: one selection, one find_upstream per try. A try's end is its connection's readiness, unless it
/// is given up after that: so it is written when the next one begins, or when there is none.
/// </summary>
internal struct UpstreamSpans
{
    private int _selection;
    private int _try;
    private long _ready;
    private long _connectStart;
    private long _connectTime;
    private string? _peer;

    public readonly int Try => _try;

    public void BeginSelection(TraceRecorder trace, long timestamp, string? algorithm)
    {
        _try = TraceRecorder.None;
        _selection = trace.StartAside(SpanNames.UpstreamSelection, TraceRecorder.Root, timestamp);
        trace.Set(_selection, AttributeKeys.ProxyKongUpstreamLbAlgorithm, algorithm);
    }

    /// <summary>The balancer has answered, or a name is about to be looked up.</summary>
    public void BeginTry(TraceRecorder trace, long timestamp, int number)
    {
        _ready = 0;
        _connectStart = 0;
        _peer = null;
        _try = trace.StartAside(SpanNames.FindUpstream, _selection, timestamp);
        trace.TryUpstream(_try);
        trace.Set(_try, AttributeKeys.TryCount, number);
    }

    /// <summary>The address is known.</summary>
    public void Addressed(TraceRecorder trace, ResolvedAddress address, string name)
    {
        _peer = address.AddressText;
        trace.Set(_try, AttributeKeys.NetworkPeerAddress, address.AddressText);
        trace.Set(_try, AttributeKeys.NetworkPeerPort, address.Port);
        trace.Set(_try, AttributeKeys.NetworkPeerName, name);
    }

    /// <summary>The connection is ready.</summary>
    public void Ready(TraceRecorder trace, in RentResult rent, long timestamp)
    {
        _ready = timestamp;
        _connectTime = rent.Reused ? 0 : timestamp - rent.ConnectStart;
        trace.Set(_try, AttributeKeys.Keepalive, rent.Reused);
    }

    /// <summary>The connection was not made.</summary>
    /// <param name="connectStart">When connecting began; 0 if it did not.</param>
    public void NotConnected(long connectStart) => _connectStart = connectStart;

    /// <summary>The try is given up, and maybe another one follows.</summary>
    public readonly void EndTry(TraceRecorder trace, long timestamp, string error)
    {
        AccountTry(trace, timestamp);
        trace.Fail(_try, error);
        trace.End(_try, timestamp);
    }

    /// <summary>No other try follows, and this one had a connection.</summary>
    /// <param name="trace">The recorder.</param>
    /// <param name="sendStart">The first byte was written; 0 if none was, since the client was gone by then.</param>
    /// <param name="sent">The request was written; 0 if it was not.</param>
    /// <param name="firstByte">The first byte of the response was read; 0 if none was.</param>
    /// <param name="end">The response's head was complete, or the exchange failed.</param>
    /// <param name="error">Why it failed; null if it did not.</param>
    public readonly void Complete(TraceRecorder trace, long sendStart, long sent, long firstByte, long end, string? error)
    {
        trace.End(_try, _ready);
        trace.End(_selection, _ready);
        if (sendStart == 0)
        {
            return;
        }

        if (error is not null && sent > end)
        {
            // Written at the very moment that it was given up.
            sent = 0;
        }

        // A request that is still being written when the response arrives is written until then as far as this span is concerned.
        var send = trace.Add(SpanNames.SendRequestToUpstream, TraceRecorder.Root, sendStart, sent != 0 ? sent : end);
        if (sent == 0 && error is not null)
        {
            trace.Fail(send, error);
            return;
        }

        var wait = trace.Add(
            SpanNames.ReadHeadersFromUpstream,
            TraceRecorder.Root,
            sent != 0 && sent <= end ? sent : firstByte,
            end);
        if (error is not null)
        {
            trace.Fail(wait, error);
        }
    }

    /// <summary>No other try follows, and this one had no connection.</summary>
    public readonly void Fail(TraceRecorder trace, long timestamp, string error)
    {
        AccountTry(trace, timestamp);
        trace.Fail(_try, error);
        trace.End(_try, timestamp);
        trace.Fail(_selection, error);
        trace.End(_selection, timestamp);
    }

    /// <summary>The exchange is over.</summary>
    public readonly void Account(TraceRecorder trace, long sendStart, long end)
    {
        if (_peer is not null)
        {
            trace.AddPeerTime(_peer, _connectTime, sendStart == 0 ? 0 : end - sendStart);
        }
    }

    private readonly void AccountTry(TraceRecorder trace, long timestamp)
    {
        if (_peer is null)
        {
            return;
        }

        if (_ready != 0)
        {
            trace.AddPeerTime(_peer, _connectTime, timestamp - _ready);
        }
        else if (_connectStart != 0)
        {
            trace.AddPeerTime(_peer, timestamp - _connectStart, 0);
        }
    }
}
