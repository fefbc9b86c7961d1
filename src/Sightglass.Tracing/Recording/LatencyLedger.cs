namespace Sightglass.Tracing.Recording;

/// <summary>
/// Charges every instant of a request to one party (debugger.md 4). Waits may overlap; while several are outstanding the instant goes
/// to the upstream first, then to a third party, then to the client. What nobody is charged with is the gateway's own.
/// </summary>
public sealed class LatencyLedger
{
    private const int Kinds = 6;

    private Charges _outstanding;
    private Totals _full;
    private long _upstream;
    private long _thirdParty;
    private long _client;
    private long _begin;
    private long _last;

    /// <summary>Starts the account.</summary>
    public void Begin(long timestamp)
    {
        _outstanding = default;
        _full = default;
        _upstream = _thirdParty = _client = 0;
        _begin = _last = timestamp;
    }

    /// <summary>A wait for <paramref name="kind"/> begins.</summary>
    public void Enter(LatencyKind kind, long timestamp)
    {
        Settle(timestamp);
        _outstanding[(int)kind]++;
    }

    /// <summary>A wait for <paramref name="kind"/> that began at <paramref name="since"/> ends.</summary>
    public void Leave(LatencyKind kind, long since, long timestamp)
    {
        Settle(timestamp);
        _outstanding[(int)kind]--;
        _full[(int)kind] += timestamp - since;
    }

    /// <summary>Closes the account at <paramref name="timestamp"/> and gives the division, in ticks of the trace's clock.</summary>
    public Model.LatencyBreakdown Close(long timestamp)
    {
        Settle(timestamp);
        var total = timestamp - _begin;
        return new Model.LatencyBreakdown(
            total,
            total - _upstream - _client - _thirdParty,
            _upstream,
            _client,
            _thirdParty,
            _full[(int)LatencyKind.Dns],
            _full[(int)LatencyKind.HttpClient],
            _full[(int)LatencyKind.Redis],
            _full[(int)LatencyKind.TcpSock]);
    }

    private void Settle(long timestamp)
    {
        var elapsed = timestamp - _last;
        if (elapsed <= 0)
        {
            return;
        }

        _last = timestamp;
        if (_outstanding[(int)LatencyKind.Upstream] > 0)
        {
            _upstream += elapsed;
        }
        else if ((_outstanding[(int)LatencyKind.Dns] | _outstanding[(int)LatencyKind.HttpClient]
            | _outstanding[(int)LatencyKind.Redis] | _outstanding[(int)LatencyKind.TcpSock]) > 0)
        {
            _thirdParty += elapsed;
        }
        else if (_outstanding[(int)LatencyKind.Client] > 0)
        {
            _client += elapsed;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(Kinds)]
    private struct Charges
    {
        private int _first;
    }

    [System.Runtime.CompilerServices.InlineArray(Kinds)]
    private struct Totals
    {
        private long _first;
    }
}
