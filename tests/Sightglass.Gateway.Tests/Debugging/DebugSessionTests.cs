using Sightglass.Cluster.Messages;

namespace Sightglass.Gateway.Tests.Debugging;

public sealed class DebugSessionTests
{
    [Fact]
    public void TryTake_FromManyThreads_GivesExactlyTheShare()
    {
        const int Threads = 8;
        const int Tries = 2_000;
        const int Share = 5_000;
        var session = Sessions.New(Share);
        var taken = 0;
        var exhaustions = 0;
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < Tries; i++)
            {
                if (session.TryTake(out var exhausted))
                {
                    Interlocked.Increment(ref taken);
                }

                if (exhausted)
                {
                    Interlocked.Increment(ref exhaustions);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Share, taken);
        Assert.Equal(1, exhaustions);
        var result = session.StopResult();
        Assert.Equal((Share, (Threads * Tries) - Share, Share), (result.Recorded, result.Dropped, result.Pending));
    }

    [Fact]
    public void Delivered_AndLost_SettleWhatIsPending()
    {
        var session = Sessions.New(3);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(session.TryTake(out _));
        }

        session.Delivered();
        session.Lost();

        var result = session.StopResult();
        Assert.Equal((2, 1, 1), (result.Recorded, result.Dropped, result.Pending));

        // What was lost may be taken again.
        Assert.True(session.TryTake(out var exhausted));
        Assert.True(exhausted);
        Assert.False(session.TryTake(out _));
    }

    [Fact]
    public void Progress_OverItsLife_TellsTheState()
    {
        var session = Sessions.New(1);
        Assert.Equal(SessionNodeState.Active, session.Progress().State);
        session.TryTake(out _);
        Assert.Equal(SessionNodeState.Exhausted, session.Progress().State);
        session.SetShare(2);
        Assert.Equal(SessionNodeState.Active, session.Progress().State);
        session.End("stopped");
        Assert.Equal(SessionNodeState.Draining, session.Progress().State);
    }

    [Fact]
    public void SetShare_BelowWhatIsRecorded_KeepsWhatIsRecorded()
    {
        var session = Sessions.New(5);
        session.TryTake(out _);
        session.TryTake(out _);

        var result = session.SetShare(1);

        Assert.Equal((2, 2), (result.TraceShare, result.Recorded));
        Assert.False(session.TryTake(out _));
    }

    [Fact]
    public void TryTake_ShareOfZero_IsArmedAndTakesNothing()
    {
        var session = Sessions.New(0);

        Assert.False(session.TryTake(out var exhausted));
        Assert.False(exhausted);
        Assert.Equal(1, session.StopResult().Dropped);
    }

    [Fact]
    public void TryTake_AfterTheEnd_TakesNothingAndDropsNothing()
    {
        var session = Sessions.New();
        Assert.True(session.End("cancelled"));

        Assert.False(session.End("duration"));
        Assert.False(session.TryTake(out _));
        Assert.Equal("cancelled", session.EndReason);
        Assert.Equal(0, session.StopResult().Dropped);
    }
}
