using System.Diagnostics;
using System.Net;
using Sightglass.Cluster;
using Sightglass.Cluster.Connect;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Cluster;

public sealed class ChannelTests
{
    [Fact]
    public async Task Node_BeatBeforeHello_IsRefused()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var enrolled = await plane.EnrollAsync("node");
        using var credentials = ClusterCredentials.Load(enrolled.CertificateFile, enrolled.KeyFile, enrolled.AuthorityFile);
        var socket = await ClusterDialer.ConnectAsync("127.0.0.1", plane.Addresses.Cluster.Port, enrolled.ServerName, credentials);
        await using var connection = new RpcConnection(socket, new RpcDispatcher());
        _ = connection.RunAsync(CancellationToken.None);

        var early = await Assert.ThrowsAsync<RpcException>(() => connection.CallAsync(ClusterMethods.Heartbeat, new HeartbeatParams { ConfigHash = "" }));
        var nobody = await Assert.ThrowsAsync<RpcException>(() => connection.CallAsync(
            ClusterMethods.Hello, new HelloParams { NodeId = Guid.Empty, Hostname = "h", Version = "1", ConfigHash = "" }));

        Assert.Equal(RpcErrorCode.Refused, early.Code);
        Assert.Equal(RpcErrorCode.InvalidParams, nobody.Code);
    }

    [Fact]
    public async Task Node_SilentForThreeHeartbeats_IsClosedAndOffline()
    {
        var clock = new ManualTimeProvider();
        await using var plane = await TestControlPlane.StartAsync(clock);
        await using var node = await plane.JoinAsync();

        clock.Advance(TimeSpan.FromSeconds(29));
        await node.BeatAsync();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(node.Closed.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("heartbeats", await node.Closed.WaitAsync(Eventually.Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_ConnectedTwice_TheNewOneCounts()
    {
        await using var plane = await TestControlPlane.StartAsync();
        await using var first = await plane.JoinAsync();
        await using var second = await plane.JoinAsync(configure: node => node.Id = first.Id);

        await first.Closed.WaitAsync(Eventually.Patience);
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");

        Assert.Single(second.Specs);
        Assert.Empty(first.Specs);
    }

    [Fact]
    public async Task Configuration_Changed_ReachesConnectedAndLaterNodes()
    {
        await using var plane = await TestControlPlane.StartAsync();
        await using var node = await plane.JoinAsync();
        Assert.Empty(node.Configurations);

        var (status, service) = await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services", """{"name":"orders","host":"example.com"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        await Eventually.TrueAsync(() => !node.Configurations.IsEmpty, "the node gets the configuration");
        await using var late = await plane.JoinAsync("late");
        await Eventually.TrueAsync(() => !late.Configurations.IsEmpty, "the late node gets the configuration");

        var update = node.Configurations.Last();
        var (_, expected) = await plane.GetAsync($"{plane.Plane}/expected-config-hash");
        Assert.Equal((string)expected!["expected_hash"]!, update.Hash);
        Assert.Equal(update.Hash, late.Configurations.Single().Hash);
        Assert.Equal((string)service!["id"]!, update.Config!.Value.GetProperty("services")[0].GetProperty("id").GetString());
        await node.BeatAsync();
        Assert.Equal(update.Hash, (string)(await plane.GetAsync($"{plane.Plane}/nodes/{node.Id}")).Body!["item"]!["config_hash"]!);
    }

    [Fact]
    public async Task Configuration_RefusedByTheNode_IsShownUntilItTakesOne()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var refuse = true;
        await using var node = await plane.JoinAsync(configure: fake => fake.OnConfig = update => refuse
            ? new ConfigUpdateResult { Hash = new string('0', 32), Errors = [new ConfigError("services[0].host", "not here")] }
            : new ConfigUpdateResult { Hash = update.Hash });

        async Task<string> State() =>
            (string)(await plane.GetAsync($"{plane.Plane}/nodes/{node.Id}")).Body!["item"]!["compatibility_status"]!["state"]!;

        Assert.Equal("COMPATIBILITY_STATE_FULLY_COMPATIBLE", await State());
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services", """{"name":"orders","host":"example.com"}""");
        await Eventually.TrueAsync(async () => await State() == "COMPATIBILITY_STATE_INCOMPATIBLE", "the refusal is shown");
        var (_, item) = await plane.GetAsync($"{plane.Plane}/nodes/{node.Id}");
        Assert.Contains("services[0].host: not here", (string)item!["item"]!["compatibility_status"]!["issues"]![0]!["description"]!, StringComparison.Ordinal);

        refuse = false;
        await plane.SendAsync(HttpMethod.Put, $"{plane.Plane}/core-entities/services/orders", """{"host":"example.org"}""");
        await Eventually.TrueAsync(async () => await State() == "COMPATIBILITY_STATE_FULLY_COMPATIBLE", "the next one is taken");
    }

    [Fact]
    public async Task Configuration_NodeHasItAlready_IsNotSentAgain()
    {
        await using var plane = await TestControlPlane.StartAsync();
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services", """{"name":"orders","host":"example.com"}""");
        var (_, expected) = await plane.GetAsync($"{plane.Plane}/expected-config-hash");
        await using var node = await plane.JoinAsync(configure: fake => fake.ConfigHash = (string)expected!["expected_hash"]!);

        // What comes after the configuration has come, so the configuration would have.
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");

        Assert.Empty(node.Configurations);
    }

    [Fact]
    public async Task Configuration_Restarted_IsStillThere()
    {
        await using var plane = await TestControlPlane.StartAsync();
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services", """{"name":"orders","host":"example.com","tags":["a"]}""");
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services/orders/routes", """{"name":"r","paths":["/orders"]}""");
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/consumers", """{"username":"acme"}""");
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/consumers/acme/basic-auth", """{"username":"acme","password":"secret"}""");
        var before = await Snapshot(plane);

        await plane.RestartAsync();

        Assert.Equal(before, await Snapshot(plane));

        static async Task<string> Snapshot(TestControlPlane plane)
        {
            var parts = new List<string>();
            foreach (var path in new[] { "core-entities/services", "core-entities/routes", "core-entities/consumers", "core-entities/basic-auths" })
            {
                parts.Add((await plane.GetAsync($"{plane.Plane}/{path}")).Body!.ToJsonString());
            }

            parts.Add((string)(await plane.GetAsync($"{plane.Plane}/expected-config-hash")).Body!["expected_hash"]!);
            return string.Join('\n', parts);
        }
    }

    [Fact]
    public async Task Activation_ConnectedNodes_TakesLessThanASecond()
    {
        await using var plane = await TestControlPlane.StartAsync();
        await using var one = await plane.JoinAsync("one");
        await using var two = await plane.JoinAsync("two");
        var warm = await plane.CreateSessionAsync("""{"name":"warm"}""");
        await plane.WaitForStateAsync(warm, "in_progress");

        var started = Stopwatch.GetTimestamp();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await Eventually.TrueAsync(() => one.Has(id) && two.Has(id), "active on both nodes");
        var activation = Stopwatch.GetElapsedTime(started);

        started = Stopwatch.GetTimestamp();
        await one.RecordAsync(id);
        await Eventually.TrueAsync(async () => (await plane.GetAsync($"{plane.Sessions}/{id}/traces")).Body!["data"]!.AsArray().Count == 1, "the trace can be read");
        var readable = Stopwatch.GetElapsedTime(started);

        TestContext.Current.TestOutputHelper?.WriteLine($"activation {activation.TotalMilliseconds:F0} ms, trace readable {readable.TotalMilliseconds:F0} ms");
        Assert.True(activation < TimeSpan.FromSeconds(1), $"activation took {activation}");
        Assert.True(readable < TimeSpan.FromSeconds(1), $"the trace was readable after {readable}");
    }
}
