using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Tracing.Tests.Recording;

public sealed class LatencyLedgerTests
{
    [Fact]
    public void Close_NoWaits_AllIsInternal()
    {
        var ledger = Begun(10);
        Assert.Equal(new LatencyBreakdown(90, 90, 0, 0, 0, 0, 0, 0, 0), ledger.Close(100));
    }

    [Fact]
    public void Close_WaitsOneAfterTheOther_AreChargedToTheirParties()
    {
        var ledger = Begun(0);
        Wait(ledger, LatencyKind.Client, 0, 10);
        Wait(ledger, LatencyKind.Redis, 20, 25);
        Wait(ledger, LatencyKind.Upstream, 30, 70);
        Wait(ledger, LatencyKind.Client, 80, 95);
        Assert.Equal(new LatencyBreakdown(100, 30, 40, 25, 5, 0, 0, 5, 0), ledger.Close(100));
    }

    [Fact]
    public void Close_FullDuplexBody_IsChargedToTheUpstream()
    {
        var ledger = Begun(0);
        ledger.Enter(LatencyKind.Client, 10);
        ledger.Enter(LatencyKind.Upstream, 20);
        ledger.Leave(LatencyKind.Client, 10, 50);
        ledger.Leave(LatencyKind.Upstream, 20, 60);
        Assert.Equal(new LatencyBreakdown(100, 50, 40, 10, 0, 0, 0, 0, 0), ledger.Close(100));
    }

    [Fact]
    public void Close_OverlappingThirdParties_CountOnceInSumAndInFullInKind()
    {
        var ledger = Begun(0);
        ledger.Enter(LatencyKind.HttpClient, 10);
        ledger.Enter(LatencyKind.HttpClient, 20);
        ledger.Enter(LatencyKind.Dns, 25);
        ledger.Leave(LatencyKind.HttpClient, 10, 30);
        ledger.Leave(LatencyKind.Dns, 25, 35);
        ledger.Leave(LatencyKind.HttpClient, 20, 40);
        Assert.Equal(new LatencyBreakdown(100, 70, 0, 0, 30, 10, 40, 0, 0), ledger.Close(100));
    }

    [Fact]
    public void Close_ThirdPartyWhileClientIsAwaited_IsChargedToTheThirdParty()
    {
        var ledger = Begun(0);
        ledger.Enter(LatencyKind.Client, 0);
        Wait(ledger, LatencyKind.TcpSock, 10, 30);
        ledger.Leave(LatencyKind.Client, 0, 50);
        Assert.Equal(new LatencyBreakdown(60, 10, 0, 30, 20, 0, 0, 0, 20), ledger.Close(60));
    }

    [Fact]
    public void Close_WaitStillOutstanding_CountsUpToTheEnd()
    {
        var ledger = Begun(0);
        ledger.Enter(LatencyKind.HttpClient, 60);
        ledger.Enter(LatencyKind.HttpClient, 70);
        Assert.Equal(new LatencyBreakdown(100, 60, 0, 0, 40, 0, 70, 0, 0), ledger.Close(100));
    }

    [Fact]
    public void Leave_OlderThanWhatIsSettled_ChargesNoInstantTwice()
    {
        var ledger = Begun(0);
        ledger.Enter(LatencyKind.Redis, 10);
        ledger.Enter(LatencyKind.Redis, 40);
        ledger.Leave(LatencyKind.Redis, 10, 39);
        ledger.Leave(LatencyKind.Redis, 40, 60);
        var division = ledger.Close(100);
        Assert.Equal(50, division.ThirdParty);
        Assert.True(division.Redis >= division.ThirdParty);
        Assert.Equal(100, division.Internal + division.ThirdParty);
    }

    [Fact]
    public void Close_OlderThanWhatIsSettled_ReachesUpToThat()
    {
        var ledger = Begun(0);
        Wait(ledger, LatencyKind.Redis, 10, 101);
        Assert.Equal(101, ledger.Close(100).Total);
        Assert.Equal(101, ledger.ClosedAt);
    }

    [Fact]
    public void Close_Closed_TakesNoMoreAndGivesTheSame()
    {
        var ledger = Begun(0);
        var division = ledger.Close(100);
        ledger.Enter(LatencyKind.Upstream, 110);
        ledger.Leave(LatencyKind.Upstream, 110, 120);
        Assert.True(ledger.IsClosed);
        Assert.Equal(division, ledger.Close(200));
    }

    [Fact]
    public void Begin_UsedLedger_StartsAfresh()
    {
        var ledger = Begun(0);
        ledger.Enter(LatencyKind.Upstream, 10);
        ledger.Close(100);
        ledger.Begin(1_000);
        Assert.Equal(new LatencyBreakdown(5, 5, 0, 0, 0, 0, 0, 0, 0), ledger.Close(1_005));
    }

    [Fact]
    public async Task EnterLeave_ManyThreads_SumIsExact()
    {
        var ledger = new LatencyLedger();
        ledger.Begin(TraceRecorder.Now());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var round = 0; round < 5_000; round++)
            {
                var kind = (LatencyKind)((worker + round) % 6);
                var since = TraceRecorder.Now();
                ledger.Enter(kind, since);
                ledger.Leave(kind, since, TraceRecorder.Now());
            }
        })));
        var division = ledger.Close(TraceRecorder.Now());
        Assert.Equal(division.Total, division.Internal + division.Upstream + division.Client + division.ThirdParty);
        Assert.True(division.Internal >= 0);
        Assert.True(division.ThirdParty <= division.Dns + division.HttpClient + division.Redis + division.TcpSock);
        Assert.True(division.Upstream > 0 && division.Client > 0 && division.ThirdParty > 0);
    }

    private static LatencyLedger Begun(long timestamp)
    {
        var ledger = new LatencyLedger();
        ledger.Begin(timestamp);
        return ledger;
    }

    private static void Wait(LatencyLedger ledger, LatencyKind kind, long since, long until)
    {
        ledger.Enter(kind, since);
        ledger.Leave(kind, since, until);
    }
}
