using System.Net;
using System.Text.Json.Nodes;
using Sightglass.Cluster;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Debugger;

/// <summary>A session's states, by the clock, by its nodes and by hand.</summary>
public sealed class SessionLifeTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Session_NodeConnected_IsInProgressWhenCreated()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services", """{"name":"orders","host":"example.com"}""");
        var (_, created) = await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services/orders/routes", """{"paths":["/orders"]}""");
        var route = Guid.Parse((string)created!["id"]!);

        var id = await plane.CreateSessionAsync(
            $$"""
            {
              "name": "x", "duration_seconds": 60, "max_traces": 7,
              "sampling": { "route_ids": ["{{route}}"], "expression": "http.method == GET", "rate": 0.5 }
            }
            """);
        var session = await plane.WaitForStateAsync(id, "in_progress");
        var spec = node.Specs.Single();

        Assert.Equal((id, 60_000L, 7, 0.5, "http.method == GET"), (spec.Id, spec.EndsInMs, spec.TraceShare, spec.Rate, spec.Expression));
        Assert.Equal(route, spec.RouteIds.Single());
        Assert.NotNull(session["started_at"]);
        Assert.Equal((node.Id.ToString(), "active"), ((string)session["data_plane_nodes"]![0]!["id"]!, (string)session["data_plane_nodes"]![0]!["state"]!));
    }

    [Fact]
    public async Task Session_DurationOver_CompletesAndTellsTheNode()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x","duration_seconds":10}""");
        await plane.WaitForStateAsync(id, "in_progress");

        _clock.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal("in_progress", (string)(await plane.SessionAsync(id))["state"]!);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var ended = await plane.WaitForStateAsync(id, "completed");

        Assert.Equal("duration", (string)ended["end_reason"]!);
        Assert.NotNull(ended["ended_at"]);
        await Eventually.TrueAsync(() => node.Stops.Any(stop => stop.Reason == "duration"), "the node is told");
        await plane.WaitForSessionAsync(id, session => (string)session["data_plane_nodes"]![0]!["state"]! == "ended");
    }

    [Fact]
    public async Task Session_NoNodeInTime_TimesOut()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("pending", (string)(await plane.SessionAsync(id))["state"]!);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var ended = await plane.WaitForStateAsync(id, "timed_out");

        Assert.Equal("no_nodes", (string)ended["end_reason"]!);
        Assert.Null(ended["started_at"]);
    }

    [Fact]
    public async Task Session_EveryNodeRefuses_Fails()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync(configure: fake => fake.OnStart = _ => Task.FromResult(new SessionStartResult { Accepted = false, Reason = "no room" }));

        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        var ended = await plane.WaitForStateAsync(id, "failed");

        Assert.Equal("error", (string)ended["end_reason"]!);
        Assert.Equal(("refused", "no room"), ((string)ended["data_plane_nodes"]![0]!["state"]!, (string)ended["data_plane_nodes"]![0]!["detail"]!));
    }

    [Fact]
    public async Task Session_OneNodeRefuses_OthersGoOn()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var bad = await plane.JoinAsync("bad", fake => fake.OnStart = _ => Task.FromResult(new SessionStartResult { Accepted = false, Reason = "no room" }));
        await using var good = await plane.JoinAsync("good");

        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":10}""");
        await plane.WaitForSessionAsync(id, session => (string)session["state"]! == "in_progress" && Node(session, bad) == "refused" && Node(session, good) == "active");

        // What the one does not want is the other's to use.
        await good.RecordManyAsync(id, 10);

        Assert.Equal(10, (int)(await plane.WaitForStateAsync(id, "completed"))["trace_count"]!);
    }

    [Fact]
    public async Task Create_EveryNodeTooOld_Is409NamingThem()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync(configure: fake => fake.Capabilities = []);

        var (status, problem) = await plane.SendAsync(HttpMethod.Post, plane.Sessions, """{"name":"x"}""");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains(node.Id.ToString(), (string)problem!["detail"]!, StringComparison.Ordinal);
        Assert.Contains("0.1.0", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_NodeTooOld_IsNamedNotSkipped()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var old = await plane.JoinAsync("old", fake => fake.Capabilities = []);
        await using var able = await plane.JoinAsync("able");

        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        var session = await plane.WaitForSessionAsync(id, session => Node(session, able) == "active");

        Assert.Equal("unsupported", Node(session, old));
        Assert.Contains(
            Capabilities.DebugTraces,
            (string)session["data_plane_nodes"]!.AsArray().Single(node => (string)node!["id"]! == old.Id.ToString())!["detail"]!,
            StringComparison.Ordinal);
        Assert.Empty(old.Specs);
    }

    [Fact]
    public async Task Session_ThatLooksBack_AsksNodesThatCanAndNamesThoseThatCannot()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var live = await plane.JoinAsync("live");
        await using var keeper = await plane.JoinAsync("keeper", fake => fake.Capabilities = [Capabilities.DebugTraces, Capabilities.DebugLookback]);

        var id = await plane.CreateSessionAsync("""{"name":"x","lookback":true}""");
        var session = await plane.WaitForSessionAsync(id, session => Node(session, live) == "active" && Node(session, keeper) == "active");

        Assert.True((bool)session["lookback"]!);
        Assert.True(Assert.Single(keeper.Specs).Lookback);
        Assert.False(Assert.Single(live.Specs).Lookback);
        var details = session["data_plane_nodes"]!.AsArray().ToDictionary(node => (string)node!["id"]!, node => (string?)node!["detail"]);
        Assert.Contains("debug_lookback", details[live.Id.ToString()], StringComparison.Ordinal);
        Assert.Null(details[keeper.Id.ToString()]);
    }

    [Fact]
    public async Task Session_ForOneNode_IsNotStartedOnOthers()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var one = await plane.JoinAsync("one");
        await using var other = await plane.JoinAsync("other");

        var id = await plane.CreateSessionAsync($$"""{"name":"x","max_traces":5,"data_plane_node_ids":["{{one.Id}}"]}""");
        var session = await plane.WaitForStateAsync(id, "in_progress");

        Assert.Equal(5, one.Specs.Single().TraceShare);
        Assert.Empty(other.Specs);
        Assert.Single(session["data_plane_nodes"]!.AsArray());
    }

    [Fact]
    public async Task Session_NodeComesLate_JoinsWithTheTimeThatIsLeft()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var first = await plane.JoinAsync("first");
        var id = await plane.CreateSessionAsync("""{"name":"x","duration_seconds":100,"max_traces":8}""");
        await plane.WaitForStateAsync(id, "in_progress");
        _clock.Advance(TimeSpan.FromSeconds(20));

        await using var late = await plane.JoinAsync("late");
        await plane.WaitForSessionAsync(id, session => Node(session, late) == "active");
        Assert.Contains(id, late.Hello!.ActiveSessionIds);
        Assert.Equal(80_000, late.Specs.Single().EndsInMs);

        // Everything had been given to the first; half of what it does not use comes over.
        await Eventually.TrueAsync(() => late.Session(id).Share == 4, "the late node gets a share");
        Assert.Equal(4, first.Session(id).Share);
    }

    [Fact]
    public async Task Session_NodeComesWhilePending_StartsIt()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");

        await using var node = await plane.JoinAsync();

        await plane.WaitForStateAsync(id, "in_progress");
    }

    [Fact]
    public async Task Session_NodeLostAndBack_IsShownAndGoesOnWithItsShare()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":9}""");
        await plane.WaitForStateAsync(id, "in_progress");
        await node.RecordAsync(id);

        await node.VanishAsync();
        await plane.WaitForSessionAsync(id, session => Node(session, node) == "disconnected");
        await node.ConnectAsync();
        await plane.WaitForSessionAsync(id, session => Node(session, node) == "active");

        Assert.Equal([9, 9], node.Specs.Select(spec => spec.TraceShare));
    }

    [Fact]
    public async Task Session_StoppedByHand_NodesKnowBeforeTheAnswer()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");

        var (status, session) = await plane.SendAsync(HttpMethod.Post, $"{plane.Sessions}/{id}/stop");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.True(node.Session(id).Stopped);
        Assert.Equal(("cancelled", "stopped"), ((string)session!["state"]!, (string)session["end_reason"]!));
        var audit = await plane.Storage.Audit.ListAsync(10, CancellationToken.None);
        Assert.Contains(audit, record => record.Action == "debug-session.stop" && record.ResourceId == id.ToString());
    }

    [Fact]
    public async Task Session_DeletedWhileRunning_StopsOnTheNode()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");

        await plane.SendAsync(HttpMethod.Delete, $"{plane.Sessions}/{id}?force=true");

        Assert.Equal("deleted", node.Stops.Single().Reason);
    }

    [Fact]
    public async Task Session_LateTracesAfterTheEnd_AreTakenUntilTheNodeIsDone()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync(configure: fake => fake.PendingAtStop = 1);
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":5}""");
        await plane.WaitForStateAsync(id, "in_progress");
        await plane.SendAsync(HttpMethod.Post, $"{plane.Sessions}/{id}/stop");

        Assert.Equal(HttpStatusCode.OK, await node.UploadAsync(Traces.Create().For(id)));
        Assert.Equal(1, (int)(await plane.SessionAsync(id))["trace_count"]!);
        await node.SayEndedAsync(id);
        await plane.WaitForSessionAsync(id, session => Node(session, node) == "ended");
        await node.UploadAsync(Traces.Create().For(id));

        Assert.Equal(1, (int)(await plane.SessionAsync(id))["trace_count"]!);
    }

    [Fact]
    public async Task Session_NodeNeverSaysItIsDone_ClosesAfterTheDrainTime()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync(configure: fake => fake.PendingAtStop = 1);
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");
        await plane.SendAsync(HttpMethod.Post, $"{plane.Sessions}/{id}/stop");
        Assert.False((await plane.Storage.Sessions.FindAsync(id, CancellationToken.None))!.Closed);

        _clock.Advance(TimeSpan.FromSeconds(10));

        await Eventually.TrueAsync(async () => (await plane.Storage.Sessions.FindAsync(id, CancellationToken.None))!.Closed, "closed");
    }

    [Fact]
    public async Task Session_ControlPlaneRestarted_GoesOnAndEndsInTime()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x","duration_seconds":60}""");
        await plane.WaitForStateAsync(id, "in_progress");
        await node.RecordAsync(id);
        await plane.RestartAsync();

        var session = await plane.SessionAsync(id);
        Assert.Equal(("in_progress", 1), ((string)session["state"]!, (int)session["trace_count"]!));
        _clock.Advance(TimeSpan.FromSeconds(20));
        await node.ConnectAsync();
        await plane.WaitForSessionAsync(id, current => Node(current, node) == "active");
        Assert.Equal(40_000, node.Specs.Last().EndsInMs);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await node.BeatAsync();
        _clock.Advance(TimeSpan.FromSeconds(20));

        await plane.WaitForStateAsync(id, "completed");
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Session_EndedWhileTheControlPlaneWasDown_EndsAtTheStart()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using (await plane.JoinAsync())
        {
            var id = await plane.CreateSessionAsync("""{"name":"x","duration_seconds":10}""");
            await plane.WaitForStateAsync(id, "in_progress");
            _clock.Advance(TimeSpan.FromSeconds(5));
            await plane.RestartAsync();
            _clock.Advance(TimeSpan.FromSeconds(5));

            Assert.Equal("duration", (string)(await plane.WaitForStateAsync(id, "completed"))["end_reason"]!);
        }
    }

    [Fact]
    public async Task Session_Expired_Is404AndIsPurged()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x","retention_days":1,"max_traces":1}""");
        await plane.WaitForStateAsync(id, "in_progress");
        await node.RecordAsync(id);
        await plane.WaitForStateAsync(id, "completed");

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(HttpStatusCode.NotFound, (await plane.GetAsync($"{plane.Sessions}/{id}")).Status);
        Assert.Empty((await plane.GetAsync(plane.Sessions)).Body!["data"]!.AsArray());
        await Eventually.TrueAsync(async () => await plane.Storage.Sessions.FindAsync(id, CancellationToken.None) is null, "purged");
        Assert.Empty(await plane.Storage.Traces.ListItemsAsync(id, CancellationToken.None));
    }

    private static string? Node(JsonNode session, FakeNode node) =>
        (string?)session["data_plane_nodes"]!.AsArray().SingleOrDefault(item => (string)item!["id"]! == node.Id.ToString())?["state"];
}
