using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// Charges the upstream while nothing is done but wait for it: until the connection is there, and from the request's end to the response's head.
/// Between the two whoever sends the request charges what it waits for. The steps come from two flows, in whichever order.
/// </summary>
internal sealed class UpstreamWait(TraceRecorder trace)
{
    private readonly Lock _gate = new();
    private long _since;
    private bool _waiting;
    private bool _over;

    /// <summary>There is nothing to do but wait.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (!_over && !_waiting)
            {
                _waiting = true;
                _since = TraceRecorder.Now();
                trace.Ledger.Enter(LatencyKind.Upstream, _since);
            }
        }
    }

    /// <summary>There is something to send.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            Leave();
        }
    }

    /// <summary>The response's head is here, or none will come.</summary>
    public void End()
    {
        lock (_gate)
        {
            Leave();
            _over = true;
        }
    }

    private void Leave()
    {
        if (_waiting)
        {
            _waiting = false;
            trace.Ledger.Leave(LatencyKind.Upstream, _since, TraceRecorder.Now());
        }
    }
}
