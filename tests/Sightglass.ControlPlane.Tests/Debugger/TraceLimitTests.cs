using System.Net;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Tests.Fakes;
using Sightglass.Tracing.Codec;

namespace Sightglass.ControlPlane.Tests.Debugger;

/// <summary>The trace limit over several nodes: never more, and none kept back that some node could use.</summary>
public sealed class TraceLimitTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Limit_OneBusyNodeOfThree_GetsAllOfIt()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var busy = await plane.JoinAsync("busy");
        await using var idle = await plane.JoinAsync("idle");
        await using var idle2 = await plane.JoinAsync("idle2");
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":20}""");
        await plane.WaitForSessionAsync(id, session => session["data_plane_nodes"]!.AsArray().All(node => (string)node!["state"]! == "active"));
        Assert.Equal(20, new[] { busy, idle, idle2 }.Sum(node => node.Session(id).Share));

        await busy.RecordManyAsync(id, 20);

        var session = await plane.WaitForStateAsync(id, "completed");
        Assert.Equal(20, busy.Session(id).Recorded);
        Assert.Equal(("max_traces", 20), ((string)session["end_reason"]!, (int)session["trace_count"]!));
        await Eventually.TrueAsync(() => idle.Stops.Any(stop => stop.Reason == "max_traces"), "the idle node is told");
    }

    [Fact]
    public async Task Limit_AllNodesBusyAtOnce_IsMetExactly()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var nodes = new[] { await plane.JoinAsync("a"), await plane.JoinAsync("b"), await plane.JoinAsync("c") };
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":25}""");
        await plane.WaitForSessionAsync(id, session => session["data_plane_nodes"]!.AsArray().All(node => (string)node!["state"]! == "active"));

        await Task.WhenAll(nodes.Select(node => node.RecordManyAsync(id, 25))).WaitAsync(Eventually.Patience);

        var session = await plane.WaitForStateAsync(id, "completed");
        Assert.Equal(25, (int)session["trace_count"]!);
        Assert.Equal(25, nodes.Sum(node => node.Session(id).Recorded));
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Ingest_MoreThanTheLimit_KeepsTheLimitAndCountsTheRest()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync(configure: fake => fake.PendingAtStop = 1);
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":3}""");
        await plane.WaitForStateAsync(id, "in_progress");

        using var response = await node.PostAsync(OtlpTraces.Encode(Enumerable.Range(0, 5).Select(_ => Traces.Create().For(id))));

        var session = await plane.WaitForStateAsync(id, "completed");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal((3, 2), ((int)session["trace_count"]!, (int)session["dropped_count"]!));
    }

    [Fact]
    public async Task Ingest_SameTraceTwice_IsStoredOnce()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");
        var trace = Traces.Create().For(id);

        Assert.Equal(HttpStatusCode.OK, await node.UploadAsync(trace));
        Assert.Equal(HttpStatusCode.OK, await node.UploadAsync(trace, Traces.Create().For(id)));

        var session = await plane.SessionAsync(id);
        Assert.Equal((2, 0), ((int)session["trace_count"]!, (int)session["dropped_count"]!));
    }

    [Fact]
    public async Task Dropped_AsNodesReport_IsShown()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");
        node.Session(id).Dropped = 4;

        await node.BeatAsync();

        Assert.Equal(4, (int)(await plane.SessionAsync(id))["dropped_count"]!);
    }

    [Fact]
    public async Task Share_OfANodeThatIsGoneForLong_IsFreeForOthers()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var gone = await plane.JoinAsync("gone");
        await using var here = await plane.JoinAsync("here");
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":10}""");
        await plane.WaitForSessionAsync(id, session => session["data_plane_nodes"]!.AsArray().All(node => (string)node!["state"]! == "active"));
        await gone.VanishAsync();
        await plane.WaitForSessionAsync(id, session => session["data_plane_nodes"]!.AsArray().Any(node => (string)node!["state"]! == "disconnected"));
        for (var i = 0; i < 5; i++)
        {
            await here.RecordAsync(id);
        }

        Assert.False(await here.RecordAsync(id), "the share of a node that may still record was given away");
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await here.BeatAsync();
        }

        await Eventually.TrueAsync(() => here.Session(id).Share == 10, "the share of a node that is gone is given away");
    }

    [Fact]
    public void Ledger_RandomWalk_NeverGivesOutMoreThanTheLimit()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var limit = random.Next(1, 50);
            var ledger = new ShareLedger(limit);
            var nodes = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Guid.NewGuid()).ToArray();
            ledger.Open([.. nodes.Take(random.Next(1, nodes.Length + 1))]);
            for (var step = 0; step < 100; step++)
            {
                var node = nodes[random.Next(nodes.Length)];
                switch (random.Next(5))
                {
                    case 0 when !ledger.Has(node):
                        ledger.Open([node]);
                        break;
                    case 1:
                        ledger.Report(node, random.Next(-1, limit + 5));
                        break;
                    case 2:
                        ledger.Grant(node);
                        break;
                    case 3:
                        foreach (var (donor, keep) in ledger.Donors(node))
                        {
                            Assert.InRange(keep, ledger.Recorded(donor), ledger.Share(donor) - 1);
                            ledger.GaveBack(donor, random.Next(keep, limit + 5), random.Next(0, limit + 5));
                        }

                        break;
                    default:
                        ledger.Close(node);
                        break;
                }

                Assert.True(ledger.Free >= 0, $"seed {seed}: {-ledger.Free} too many");
                Assert.All(nodes, other => Assert.InRange(ledger.Recorded(other), 0, ledger.Share(other)));
            }
        }
    }
}
