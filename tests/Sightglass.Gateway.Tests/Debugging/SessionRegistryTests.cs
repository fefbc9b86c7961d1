using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Cluster.Messages;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Net;

namespace Sightglass.Gateway.Tests.Debugging;

public sealed class SessionRegistryTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly TracingGate _gate = new();
    private readonly SessionRegistry _sessions;
    private int _changes;

    public SessionRegistryTests()
    {
        _sessions = new SessionRegistry(_gate, _time, NullLogger<SessionRegistry>.Instance);
        _sessions.Changed += () => _changes++;
    }

    public void Dispose() => _sessions.Dispose();

    [Fact]
    public void Gate_WithAndWithoutSessions_OpensAndCloses()
    {
        Assert.False(_gate.Active);
        var (first, second) = (Sessions.Spec(), Sessions.Spec());

        _sessions.Start(first);
        Assert.True(_gate.Active);
        _sessions.Start(second);
        _sessions.Stop(first.Id, "cancelled");
        Assert.True(_gate.Active);
        Assert.Equal(second.Id, Assert.Single(_sessions.Current.Sessions).Id);
        _sessions.Stop(second.Id, "cancelled");
        Assert.False(_gate.Active);
        Assert.Empty(_sessions.Current.Sessions);
    }

    [Fact]
    public void Start_Again_ChangesShareAndDeadlineAndKeepsTheCounts()
    {
        var spec = Sessions.Spec(share: 2, endsInMs: 10_000);
        _sessions.Start(spec);
        var session = Assert.Single(_sessions.Current.Sessions);
        session.TryTake(out _);
        _time.Advance(9_000);

        var again = _sessions.Start(spec with { TraceShare = 7, EndsInMs = 20_000 });

        Assert.True(again.Accepted);
        Assert.Same(session, Assert.Single(_sessions.Current.Sessions));
        Assert.Equal(1, _sessions.Progress()[0].Recorded);
        _time.Advance(19_000);
        Assert.Null(session.EndReason);
        _time.Advance(1_001);
        Assert.Equal("duration", session.EndReason);
    }

    [Fact]
    public void Deadline_ByTheNodesOwnClock_EndsTheSession()
    {
        var spec = Sessions.Spec(endsInMs: 30_000);
        _sessions.Start(spec);
        _time.Advance(29_999);
        Assert.True(_gate.Active);

        _time.Advance(2);

        Assert.False(_gate.Active);
        Assert.Equal(1, _changes);
        Assert.Equal("duration", Assert.Single(_sessions.Ended()).Reason);
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-5_000)]
    public void Deadline_AlreadyPassed_EndsAtOnce(long endsInMs)
    {
        _sessions.Start(Sessions.Spec(endsInMs: endsInMs));

        _time.Advance(1);

        Assert.Equal("duration", Assert.Single(_sessions.Ended()).Reason);
    }

    [Fact]
    public void Start_AfterItEndedHere_IsRefusedUntilTheEndIsTold()
    {
        var spec = Sessions.Spec();
        _sessions.Start(spec);
        _sessions.Stop(spec.Id, "cancelled");

        var again = _sessions.Start(spec);

        Assert.False(again.Accepted);
        Assert.Contains("ended", again.Reason, StringComparison.Ordinal);
        Assert.False(_gate.Active);
    }

    [Fact]
    public void Ended_WhileTracesArePending_WaitsForThem()
    {
        var spec = Sessions.Spec();
        _sessions.Start(spec);
        var session = _sessions.Current.Sessions[0];
        session.TryTake(out _);
        session.TryTake(out _);

        var stopped = _sessions.Stop(spec.Id, "limit");

        Assert.Equal((2, 0, 2), (stopped.Recorded, stopped.Dropped, stopped.Pending));
        Assert.Empty(_sessions.Ended());
        session.Delivered();
        session.Lost();
        var ended = Assert.Single(_sessions.Ended());
        Assert.Equal((spec.Id, "limit", 1, 1), (ended.SessionId, ended.Reason, ended.Recorded, ended.Dropped));

        // Told again until the control plane has heard.
        Assert.Equal(ended, Assert.Single(_sessions.Ended()));
        _sessions.Forget(spec.Id);
        Assert.Empty(_sessions.Ended());
        Assert.Empty(_sessions.Progress());
        Assert.Equal((1, 1, 0), (_sessions.Totals().Delivered, _sessions.Totals().Dropped, _sessions.Totals().Pending));
    }

    [Fact]
    public void Forget_SessionThatRuns_KeepsIt()
    {
        var spec = Sessions.Spec();
        _sessions.Start(spec);

        _sessions.Forget(spec.Id);

        Assert.Equal([spec.Id], _sessions.Known);
    }

    [Fact]
    public void NotifyDelivered_TellsOnlyWhenAnEndWaitsForIt()
    {
        var spec = Sessions.Spec();
        _sessions.Start(spec);
        _sessions.NotifyDelivered();
        Assert.Equal(0, _changes);

        _sessions.Stop(spec.Id, "cancelled");
        Assert.Equal(1, _changes);
        _sessions.NotifyDelivered();
        Assert.Equal(2, _changes);
    }

    [Fact]
    public void KeepOnly_SessionsTheControlPlaneDoesNotKnow_AreEnded()
    {
        var (known, gone) = (Sessions.Spec(), Sessions.Spec());
        _sessions.Start(known);
        _sessions.Start(gone);

        var asked = _sessions.Known;
        var late = Sessions.Spec();
        _sessions.Start(late);

        _sessions.KeepOnly([known.Id, Guid.NewGuid()], asked);

        // One that started after the question cannot be in the answer.
        Assert.Equal([known.Id, late.Id], _sessions.Current.Sessions.Select(session => session.Id));
        var ended = Assert.Single(_sessions.Ended());
        Assert.Equal((gone.Id, "unknown"), (ended.SessionId, ended.Reason));
    }

    [Fact]
    public void Start_MoreThanARequestCanTellApart_IsRefused()
    {
        for (var i = 0; i < SessionSet.Capacity; i++)
        {
            Assert.True(_sessions.Start(Sessions.Spec()).Accepted);
        }

        var result = _sessions.Start(Sessions.Spec());

        Assert.False(result.Accepted);
        Assert.Contains("64 sessions", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_RuleThatDoesNotParse_IsRefusedAndLeavesTheGateShut()
    {
        var result = _sessions.Start(Sessions.Spec("http.method = GET"));

        Assert.False(result.Accepted);
        Assert.StartsWith("expression: ", result.Reason, StringComparison.Ordinal);
        Assert.False(_gate.Active);
    }

    [Fact]
    public void StopAndShare_OfAnUnknownSession_SayNothingIsThere()
    {
        var stopped = _sessions.Stop(Guid.NewGuid(), "cancelled");
        var share = _sessions.SetShare(new SessionShareParams { SessionId = Guid.NewGuid(), TraceShare = 5 });

        Assert.Equal((0, 0, 0), (stopped.Recorded, stopped.Dropped, stopped.Pending));
        Assert.Equal((0, 0), (share.TraceShare, share.Recorded));
        Assert.Equal(0, _changes);
    }

    [Fact]
    public void Dispose_RunningSessions_ShutsTheGateAndTheTimers()
    {
        _sessions.Start(Sessions.Spec());
        var session = _sessions.Current.Sessions[0];

        _sessions.Dispose();

        Assert.False(_gate.Active);
        Assert.Equal("stopped", session.EndReason);
        Assert.Equal(0, _time.ActiveTimers);
    }
}
