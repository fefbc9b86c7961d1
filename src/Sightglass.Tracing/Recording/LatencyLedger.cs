using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Recording;

/// <summary>
/// Charges every instant of a request to one party. Waits may overlap; while several are outstanding the instant goes
/// to the upstream first, then to a third party, then to the client. What nobody is charged with is the gateway's own.
/// </summary>
/// <remarks>
/// <see cref="Enter"/>, <see cref="Leave"/>, <see cref="Charge"/> and <see cref="Close"/> may be called from several threads: a lock, held
/// for a few additions, orders them. A recorder's ledger shares the recorder's, so that a call that opens a span and is charged takes it once. A timestamp that was taken before one already settled counts from the settled one on, so that no
/// instant is charged twice; between threads that is a matter of nanoseconds.
/// </remarks>
public sealed class LatencyLedger
{
    private const int Kinds = 6;

    private readonly Lock _gate;
    private Counts _outstanding;
    private Sums _entered;
    private Sums _full;
    private LatencyBreakdown _division;
    private long _upstream;
    private long _thirdParty;
    private long _client;
    private long _begin;
    private long _last;
    private bool _closed = true;

    public LatencyLedger()
        : this(new Lock())
    {
    }

    internal LatencyLedger(Lock gate) => _gate = gate;

    /// <summary>Whether the account takes no more charges.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>
    /// The instant up to which a closed account reaches: what <see cref="Close"/> was given, or a little later when a wait of
    /// another thread had ended after that reading of the clock.
    /// </summary>
    public long ClosedAt => _last;

    /// <summary>Starts the account.</summary>
    public void Begin(long timestamp)
    {
        lock (_gate)
        {
            _outstanding = default;
            _entered = default;
            _full = default;
            _upstream = _thirdParty = _client = 0;
            _begin = _last = timestamp;
            _closed = false;
        }
    }

    /// <summary>A wait for <paramref name="kind"/> begins. Ignored when the account is closed.</summary>
    public void Enter(LatencyKind kind, long timestamp)
    {
        lock (_gate)
        {
            EnterHeld(kind, timestamp);
        }
    }

    /// <summary>A wait for <paramref name="kind"/> that began at <paramref name="since"/> ends. Ignored when the account is closed.</summary>
    public void Leave(LatencyKind kind, long since, long timestamp)
    {
        lock (_gate)
        {
            LeaveHeld(kind, since, timestamp);
        }
    }

    /// <summary>A wait for <paramref name="kind"/> is over, and nothing has been charged since it began. Ignored when the account is closed.</summary>
    public void Charge(LatencyKind kind, long since, long timestamp)
    {
        lock (_gate)
        {
            EnterHeld(kind, since);
            LeaveHeld(kind, since, timestamp);
        }
    }

    /// <summary>
    /// Closes the account at <paramref name="timestamp"/> and gives the division, in ticks of the trace's clock. Waits still
    /// outstanding count up to here. Closing again gives the same division.
    /// </summary>
    public LatencyBreakdown Close(long timestamp)
    {
        lock (_gate)
        {
            return CloseHeld(timestamp);
        }
    }

    /// <summary><see cref="Enter"/> for who holds the lock.</summary>
    internal void EnterHeld(LatencyKind kind, long timestamp)
    {
        if (!_closed)
        {
            Settle(timestamp);
            _outstanding[(int)kind]++;
            _entered[(int)kind] += timestamp;
        }
    }

    /// <summary><see cref="Leave"/> for who holds the lock.</summary>
    internal void LeaveHeld(LatencyKind kind, long since, long timestamp)
    {
        if (_closed)
        {
            return;
        }

        Debug.Assert(_outstanding[(int)kind] > 0, $"A wait for {kind} ends that never began.");
        if (_outstanding[(int)kind] == 0)
        {
            return;
        }

        Settle(timestamp);
        _outstanding[(int)kind]--;
        _entered[(int)kind] -= since;

        // Up to _last the wait has been charged already, even if the caller's clock reading is older.
        _full[(int)kind] += Math.Max(timestamp, _last) - since;
    }

    /// <summary><see cref="Close"/> for who holds the lock.</summary>
    internal LatencyBreakdown CloseHeld(long timestamp)
    {
        if (_closed)
        {
            return _division;
        }

        Settle(timestamp);
        _closed = true;
        for (var kind = 0; kind < Kinds; kind++)
        {
            _full[kind] += (_outstanding[kind] * _last) - _entered[kind];
        }

        var total = _last - _begin;
        return _division = new LatencyBreakdown(
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

    [InlineArray(Kinds)]
    private struct Counts
    {
        private int _first;
    }

    [InlineArray(Kinds)]
    private struct Sums
    {
        private long _first;
    }
}
