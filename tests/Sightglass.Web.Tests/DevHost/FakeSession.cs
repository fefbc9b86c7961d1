using System.Threading.Channels;
using Sightglass.ControlPlane.Debugger;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Web.Tests.DevHost;

/// <summary>A session with its traces and those who watch it.</summary>
internal sealed class FakeSession(Guid plane, DebugSession session)
{
    private readonly Lock _lock = new();
    private readonly List<SessionEvent> _events = [];
    private readonly List<Channel<SessionEvent>> _watchers = [];
    private readonly List<CapturedTrace> _traces = [];
    private DebugSession _session = session;

    public Guid Plane => plane;

    public DebugSession Session
    {
        get { lock (_lock) { return _session; } }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<CapturedTrace> Traces
    {
        get { lock (_lock) { return [.. _traces.OrderByDescending(t => t.Item.StartedAt)]; } }
    }

    public int Watchers
    {
        get { lock (_lock) { return _watchers.Count; } }
    }

    public void Add(Trace trace)
    {
        var item = TraceItems.Of(trace);
        lock (_lock)
        {
            _traces.Add(new CapturedTrace(item, trace));
            _session = _session with { TraceCount = _traces.Count };
            Tell(new SessionEvent(_events.Count + 1) { Trace = item });
        }
    }

    public DebugSession Change(Func<DebugSession, DebugSession> change)
    {
        lock (_lock)
        {
            _session = change(_session);
            Tell(new SessionEvent(_events.Count + 1) { Session = _session });
            if (_session.EndReason is { } reason)
            {
                Tell(new SessionEvent(_events.Count + 1) { End = reason });
                _watchers.ForEach(w => w.Writer.TryComplete());
            }

            return _session;
        }
    }

    public async IAsyncEnumerable<SessionEvent> Watch(long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<SessionEvent>();
        lock (_lock)
        {
            foreach (var happened in _events.Where(e => e.Id > after))
            {
                channel.Writer.TryWrite(happened);
            }

            if (_session.Ended)
            {
                channel.Writer.TryComplete();
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var happened in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    private void Tell(SessionEvent happened)
    {
        _events.Add(happened);
        _watchers.ForEach(w => w.Writer.TryWrite(happened));
    }
}
