using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster.Messages;
using Sightglass.Gateway.Listening;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// The node's debug sessions: taken from the control plane, ended by it or by the node's own clock. While there is none, the
/// <see cref="TracingGate"/> is closed and requests are not looked at, unless finished requests are kept for sessions to come.
/// </summary>
internal sealed partial class SessionRegistry(TracingGate gate, TimeProvider time, ILogger<SessionRegistry> logger, Lookback? lookback = null) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Entry> _entries = [];
    private volatile SessionSet _current = SessionSet.Empty;
    private TraceTotals _ofForgotten;

    /// <summary>Raised when a share is used up, or a session has ended on this node: the control plane should hear of it at once.</summary>
    public event Action? Changed;

    /// <summary>The sessions that run.</summary>
    public SessionSet Current => _current;

    /// <summary>Starts a session, or gives one that runs its new share and deadline.</summary>
    public SessionStartResult Start(SessionSpec spec)
    {
        DebugSession session;
        lock (_gate)
        {
            if (_entries.TryGetValue(spec.Id, out var known))
            {
                if (known.Session.EndReason is not null)
                {
                    return new SessionStartResult { Accepted = false, Reason = "the session has ended on this node" };
                }

                known.Session.SetShare(spec.TraceShare);
                known.Deadline.Change(EndsIn(spec), Timeout.InfiniteTimeSpan);
                return new SessionStartResult { Accepted = true };
            }

            if (_current.Sessions.Length >= SessionSet.Capacity)
            {
                return new SessionStartResult { Accepted = false, Reason = $"{SessionSet.Capacity} sessions run on this node already" };
            }

            if (!SessionRule.TryCreate(spec, out var rule, out var problem))
            {
                return new SessionStartResult { Accepted = false, Reason = problem };
            }

            session = new DebugSession(spec, rule);
            var deadline = time.CreateTimer(
                _ => End(session.Id, "duration"), null, EndsIn(spec), Timeout.InfiniteTimeSpan);
            _entries.Add(spec.Id, new Entry(session, deadline));
            if (!spec.Lookback)
            {
                Publish();
            }
        }

        if (spec.Lookback)
        {
            LookBack(session);
        }

        SessionStarted(logger, spec.Id, spec.Expression ?? "", spec.EndsInMs);
        return new SessionStartResult { Accepted = true };
    }

    /// <summary>Ends a session; what it took is still delivered.</summary>
    public SessionStopResult Stop(Guid id, string reason)
    {
        End(id, reason);
        lock (_gate)
        {
            return _entries.TryGetValue(id, out var entry)
                ? entry.Session.StopResult()
                : new SessionStopResult { Recorded = 0, Dropped = 0, Pending = 0 };
        }
    }

    public SessionShareResult SetShare(SessionShareParams share)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(share.SessionId, out var entry)
                ? entry.Session.SetShare(share.TraceShare)
                : new SessionShareResult { TraceShare = 0, Recorded = 0 };
        }
    }

    /// <summary>The sessions the node knows, those included that have ended and were not yet told.</summary>
    public ImmutableArray<Guid> Known
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Keys];
            }
        }
    }

    /// <summary>Ends sessions that the control plane does not name: they ended while the node was away.</summary>
    /// <param name="active">The sessions that the control plane names.</param>
    /// <param name="known">Those the node knew before it asked: one that started since then cannot be named in the answer.</param>
    public void KeepOnly(ImmutableArray<Guid> active, ImmutableArray<Guid> known)
    {
        var gone = known.Except(active);
        foreach (var id in gone)
        {
            End(id, "unknown");
        }
    }

    public ImmutableArray<SessionProgress> Progress()
    {
        lock (_gate)
        {
            return [.. _entries.Values.Select(entry => entry.Session.Progress())];
        }
    }

    /// <summary>What became of the traces of all sessions, those that have ended included.</summary>
    public TraceTotals Totals()
    {
        lock (_gate)
        {
            return _entries.Values.Aggregate(_ofForgotten, static (sum, entry) => sum + entry.Session.Totals());
        }
    }

    /// <summary>
    /// Sessions that have ended and owe nothing any more. Each is given until <see cref="Forget"/>: the control plane may be lost before it has heard.
    /// </summary>
    public ImmutableArray<SessionEndedParams> Ended()
    {
        var ended = ImmutableArray.CreateBuilder<SessionEndedParams>();
        lock (_gate)
        {
            foreach (var (id, entry) in _entries)
            {
                var counts = entry.Session.StopResult();
                if (entry.Session.EndReason is { } reason && counts.Pending == 0)
                {
                    ended.Add(new SessionEndedParams { SessionId = id, Reason = reason, Recorded = counts.Recorded, Dropped = counts.Dropped });
                }
            }
        }

        return ended.ToImmutable();
    }

    /// <summary>The control plane has heard that a session ended here.</summary>
    public void Forget(Guid id)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var entry) && entry.Session.EndReason is not null)
            {
                _entries.Remove(id);
                _ofForgotten += entry.Session.Totals();
            }
        }
    }

    /// <summary>Something the control plane wants to know has changed.</summary>
    public void NotifyChanged() => Changed?.Invoke();

    /// <summary>Traces were delivered or given up: a session that has ended may owe nothing any more.</summary>
    public void NotifyDelivered()
    {
        bool ended;
        lock (_gate)
        {
            ended = _entries.Values.Any(entry => entry.Session.EndReason is not null);
        }

        if (ended)
        {
            NotifyChanged();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
            {
                entry.Session.End("stopped");
                entry.Deadline.Dispose();
            }

            _entries.Clear();
            Publish();
        }
    }

    // A deadline that has passed meanwhile has passed; below zero a timer would never fire.
    private static TimeSpan EndsIn(SessionSpec spec) => TimeSpan.FromMilliseconds(Math.Max(0, spec.EndsInMs));

    // What has finished comes before what begins now; what is under way at this moment is told apart by the recorder's lock.
    private void LookBack(DebugSession session)
    {
        var exhausted = lookback?.Begin(session) == true;
        lock (_gate)
        {
            Publish();
            if (session.EndReason is not null)
            {
                lookback?.End(session);
            }
        }

        if (exhausted)
        {
            NotifyChanged();
        }
    }

    private void End(Guid id, string reason)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var entry) || !entry.Session.End(reason))
            {
                return;
            }

            entry.Deadline.Dispose();
            Publish();
            lookback?.End(entry.Session);
        }

        SessionEnded(logger, id, reason);
        NotifyChanged();
    }

    // 1 the set, 2 the gate when opening; the other way round when closing: a request that finds the gate open finds its sessions.
    private void Publish()
    {
        ImmutableArray<DebugSession> running = [.. _entries.Values.Select(entry => entry.Session).Where(session => session.EndReason is null)];
        if (running.IsEmpty)
        {
            gate.Active = lookback is not null;
        }

        _current = new SessionSet(running);
        if (!running.IsEmpty)
        {
            gate.Active = true;
        }
    }

    [LoggerMessage(EventId = 1701, Level = LogLevel.Information, Message = "Debug session {Session} started: rule \"{Rule}\", at most {EndsInMs} ms")]
    private static partial void SessionStarted(ILogger logger, Guid session, string rule, long endsInMs);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Information, Message = "Debug session {Session} ended: {Reason}")]
    private static partial void SessionEnded(ILogger logger, Guid session, string reason);

    private sealed record Entry(DebugSession Session, ITimer Deadline);
}
