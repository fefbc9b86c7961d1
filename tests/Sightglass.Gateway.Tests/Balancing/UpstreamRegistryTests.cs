using System.Collections.Immutable;
using System.Net;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Tests.Dns;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Net;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Balancing;

public sealed class UpstreamRegistryTests : IDisposable
{
    private static readonly HealthchecksConfig Passive = new() { Passive = new() { UnhealthyTcpFailures = 1 } };

    private readonly Guid _id = Guid.NewGuid();
    private readonly ManualTimeProvider _time = new();
    private readonly UpstreamConnectionPool _pool;
    private DnsClient? _dns;
    private UpstreamRegistry? _registry;

    public UpstreamRegistryTests() => _pool = new UpstreamConnectionPool(new UpstreamPoolOptions(), _time);

    public void Dispose()
    {
        _registry?.Dispose();
        _dns?.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public async Task Build_AddressTargets_AreReadyAtOnce()
    {
        var map = await BuildAsync(Upstream(Passive, "10.0.0.1:80", "[::1]:8080", "10.0.0.3"));
        Assert.True(map.TryGet("WEB.internal", out var upstream));
        Assert.False(map.TryGet("other", out _));
        Assert.Equal(["10.0.0.1:80", "10.0.0.3:8000", "[::1]:8080"], Used(upstream));
        Assert.Equal("round-robin", upstream.Balancer.Algorithm);
    }

    [Fact]
    public async Task Build_TargetOfWeightZero_IsListedButUnused()
    {
        var config = Upstream(Passive, "10.0.0.1:80", "10.0.0.2:80");
        config = config with { Targets = [config.Targets[0] with { Weight = 0 }, config.Targets[1]] };
        var upstream = (await BuildAsync(config)).All.Single();
        Assert.Equal(["10.0.0.2:80"], Used(upstream));
        Assert.Equal(2, upstream.GetHealth().Targets.Length);
    }

    [Fact]
    public async Task Commit_ChangedUpstream_KeepsHealthConnectionsAndLatencyOfTheSameAddresses()
    {
        var first = (await BuildAsync(Upstream(Passive, "10.0.0.1:80", "10.0.0.2:80"))).All.Single();
        var address = first.Peers.Peers[0].Address;
        address.ReportTcpFailure();
        address.Begin();
        Assert.False(address.IsAvailable);

        var second = (await BuildAsync(Upstream(Passive, "10.0.0.1:80", "10.0.0.3:80"))).All.Single();
        Assert.NotSame(first, second);
        Assert.Same(address, second.Peers.Peers[0].Address);
        Assert.Equal(["10.0.0.3:80"], Used(second));
    }

    [Fact]
    public async Task Build_UnchangedUpstream_IsTheSameState()
    {
        var first = (await BuildAsync(Upstream(Passive, "10.0.0.1:80"))).All.Single();
        var config = first.Config;
        var copy = config with
        {
            Tags = ["new"],
            Targets = [.. config.Targets.Select(static target => target with { })],
            Healthchecks = config.Healthchecks with { Passive = config.Healthchecks.Passive with { HealthyHttpStatuses = [.. config.Healthchecks.Passive.HealthyHttpStatuses] } },
        };
        Assert.Same(first, (await BuildAsync(copy)).All.Single());
        Assert.NotSame(first, (await BuildAsync(copy with { Slots = 11 })).All.Single());
    }

    [Fact]
    public async Task Build_NotCommitted_ChangesNothing()
    {
        var first = (await BuildAsync(Upstream(Passive, "10.0.0.1:80"))).All.Single();
        first.Peers.Peers[0].Address.ReportTcpFailure();
        var aside = await _registry!.BuildAsync([Upstream(new HealthchecksConfig(), "10.0.0.1:80")], default);
        Assert.Equal(HealthStatus.Unhealthy, first.GetHealth().Status);
        _registry.Discard(aside);
        Assert.Equal(HealthStatus.Unhealthy, first.GetHealth().Status);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0, 2, false)]
    [InlineData(50, 1, false)]
    [InlineData(49.9, 1, true)]
    public async Task Next_Threshold_DecidesOverTheWholeUpstream(double threshold, int failing, bool healthy)
    {
        var upstream = (await BuildAsync(Upstream(Passive with { Threshold = threshold }, "10.0.0.1:80", "10.0.0.2:80"))).All.Single();
        foreach (var peer in upstream.Peers.Peers.Take(failing))
        {
            peer.Address.ReportTcpFailure();
        }

        var request = default(BalancerRequest);
        Assert.Equal(healthy ? UpstreamError.None : UpstreamError.NoPeer, upstream.Balancer.Next(ref request).Error);
        Assert.Equal(healthy ? HealthStatus.Healthy : HealthStatus.Unhealthy, upstream.GetHealth().Status);
    }

    [Fact]
    public async Task Next_NoTargets_IsAnError()
    {
        var upstream = (await BuildAsync(Upstream(new HealthchecksConfig()))).All.Single();
        var request = default(BalancerRequest);
        Assert.Equal(UpstreamError.NoPeer, upstream.Balancer.Next(ref request).Error);
    }

    [Fact]
    public async Task TrySetHealth_TargetOrAddress_SetsIt()
    {
        var config = Upstream(Passive, "10.0.0.1:80", "10.0.0.2:80");
        var upstream = (await BuildAsync(config)).All.Single();
        Assert.True(upstream.TrySetHealth("10.0.0.1:80", null, false));
        Assert.True(upstream.TrySetHealth(config.Targets[1].Id.ToString(), "10.0.0.2:80", false));
        Assert.Empty(Used(upstream));
        Assert.True(upstream.TrySetHealth("10.0.0.2:80", "10.0.0.2", true));
        Assert.False(upstream.TrySetHealth("10.0.0.9:80", null, true));
        Assert.False(upstream.TrySetHealth("10.0.0.2:80", "10.0.0.9", true));
        Assert.Equal(["10.0.0.2:80"], Used(upstream));
        var report = upstream.GetHealth();
        Assert.Equal(["UNHEALTHY", "HEALTHY"], report.Targets.Select(static target => target.Status.ToApiName()));
        Assert.Equal((100, 0, 100), (report.Targets[0].TotalWeight, report.Targets[0].AvailableWeight, report.Targets[0].UnavailableWeight));
    }

    [Fact]
    public async Task Targets_Name_BecomesAllItsAddressesAndFollowsItsRecords()
    {
        string[] addresses = ["10.1.0.1", "10.1.0.2"];
        await using var server = new FakeDnsServer(q =>
        {
            var reply = DnsReplyBuilder.Ok;
            foreach (var address in q.Type == DnsRecordType.A ? addresses : [])
            {
                reply.A(q.Name, address, 10);
            }

            return reply;
        });
        var upstream = (await BuildAsync(server, Upstream(Passive, "app.example:9000"))).All.Single();
        Assert.Equal(["10.1.0.1:9000", "10.1.0.2:9000"], Used(upstream));
        var kept = upstream.Peers.Peers[1].Address;

        addresses = ["10.1.0.2", "10.1.0.3"];
        _time.Advance(10_500);
        await Eventually.TrueAsync(() => server.Count("app.example") >= 3, "the refresh");
        await AdvanceUntilAsync(() => upstream.Peers.Peers.Select(static peer => peer.Address.ToString()).SequenceEqual(["10.1.0.2:9000", "10.1.0.3:9000"]));
        Assert.Same(kept, upstream.Peers.Peers[0].Address);
        Assert.Equal("A", upstream.GetHealth().Targets[0].Dns);
    }

    [Fact]
    public async Task Targets_NameWithoutAddress_ContributesNothingAndIsTriedAgain()
    {
        var exists = false;
        await using var server = new FakeDnsServer(q => exists && q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, "10.1.0.1", 60) : DnsReplyBuilder.Error(3));
        var upstream = (await BuildAsync(server, Upstream(Passive, "app.example:9000", "10.0.0.1:80"))).All.Single();
        Assert.Equal(["10.0.0.1:80"], Used(upstream));
        Assert.Equal("DNS_ERROR", upstream.GetHealth().Targets[0].Status.ToApiName());
        Assert.Equal("dns server error: 3 name error", upstream.Targets[0].Failure!.Text);
        exists = true;
        await AdvanceUntilAsync(() => Used(upstream).SequenceEqual(["10.0.0.1:80", "10.1.0.1:9000"]), 31_000);
    }

    [Fact]
    public async Task Build_ServersDoNotAnswer_GoesOnAndResolvesWhileRunning()
    {
        var answers = false;
        await using var server = new FakeDnsServer(q => !answers ? null
            : q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, "10.1.0.1", 10) : DnsReplyBuilder.Ok);
        var building = BuildAsync(server, Upstream(Passive, "app.example:9000"));
        await Eventually.TrueAsync(() => !server.Questions.IsEmpty, "the question");
        Assert.False(building.IsCompleted);
        _time.Advance(5_100);
        var upstream = (await building).All.Single();
        Assert.Empty(Used(upstream));
        answers = true;
        await AdvanceUntilAsync(() => Used(upstream).SequenceEqual(["10.1.0.1:9000"]));
        var asked = server.Questions.Count;
        await AdvanceUntilAsync(() => server.Questions.Count > asked);
    }

    [Fact]
    public async Task Commit_ChecksSwitchedOff_ForgetsWhatTheyFound()
    {
        var address = (await BuildAsync(Upstream(Passive, "10.0.0.1:80"))).All.Single().Peers.Peers[0].Address;
        address.ReportTcpFailure();
        var off = (await BuildAsync(Upstream(new HealthchecksConfig(), "10.0.0.1:80"))).All.Single();
        Assert.Equal(HealthStatus.HealthchecksOff, off.GetHealth().Status);
        var on = (await BuildAsync(Upstream(Passive, "10.0.0.1:80"))).All.Single();
        Assert.Equal(HealthStatus.Healthy, on.GetHealth().Status);
    }

    [Fact]
    public async Task Targets_SrvRecords_GivePortAndWeight()
    {
        await using var server = new FakeDnsServer(static q => (q.Name, q.Type) switch
        {
            ("_http._tcp.example", DnsRecordType.Srv) => DnsReplyBuilder.Ok.Srv(q.Name, 1, 7, 8001, "one.example").Srv(q.Name, 1, 0, 8002, "two.example")
                .Srv(q.Name, 2, 9, 8003, "backup.example"),
            ("one.example", DnsRecordType.A) => DnsReplyBuilder.Ok.A(q.Name, "10.1.0.1"),
            ("two.example", DnsRecordType.A) => DnsReplyBuilder.Ok.A(q.Name, "10.1.0.2"),
            _ => DnsReplyBuilder.Ok,
        });
        var upstream = (await BuildAsync(server, Upstream(Passive, "_http._tcp.example:80"))).All.Single();
        Assert.Equal(
            [("10.1.0.1:8001", 7), ("10.1.0.2:8002", 1)], upstream.Peers.Peers.Select(static peer => (peer.Address.ToString(), peer.Weight)));
        Assert.Equal("SRV", upstream.GetHealth().Targets[0].Dns);
    }

    [Theory]
    [InlineData(false, "_http._tcp.example")]
    [InlineData(true, "one.example")]
    public async Task Targets_SrvRecords_AreAddressedAsTheUpstreamSays(bool useSrvName, string expected)
    {
        await using var server = new FakeDnsServer(static q => (q.Name, q.Type) switch
        {
            ("_http._tcp.example", DnsRecordType.Srv) => DnsReplyBuilder.Ok.Srv(q.Name, 1, 7, 8001, "one.example"),
            ("one.example", DnsRecordType.A) => DnsReplyBuilder.Ok.A(q.Name, "10.1.0.1"),
            _ => DnsReplyBuilder.Ok,
        });
        var upstream = (await BuildAsync(server, Upstream(Passive, "_http._tcp.example:80") with { UseSrvName = useSrvName })).All.Single();
        Assert.Equal(expected, upstream.Peers.Peers[0].Address.HostName);
    }

    [Fact]
    public async Task Targets_TtlZero_IsLookedUpByTheRequest()
    {
        await using var server = new FakeDnsServer(static q => q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, "10.1.0.1", 0) : DnsReplyBuilder.Ok);
        var upstream = (await BuildAsync(server, Upstream(Passive, "app.example:9000"))).All.Single();
        var request = default(BalancerRequest);
        var target = upstream.Balancer.Next(ref request).Target!;
        Assert.Equal((null, "app.example", 9000), (target.Resolved, target.HostName, target.Port));
    }

    [Fact]
    public async Task Commit_UpstreamRemoved_StopsItsTimers()
    {
        await using var server = new FakeDnsServer(static q => q.Type == DnsRecordType.A ? DnsReplyBuilder.Ok.A(q.Name, "10.1.0.1", 10) : DnsReplyBuilder.Ok);
        var probed = new HealthchecksConfig { Active = new() { HealthyInterval = 5, UnhealthyInterval = 5 } };
        await BuildAsync(server, Upstream(probed, "app.example:9000"));
        await Eventually.TrueAsync(() => _time.ActiveTimers == 3, "the timers of one name and two intervals");
        _registry!.Commit(UpstreamMap.Empty);
        await Eventually.TrueAsync(() => _time.ActiveTimers == 0, "no timers");
    }

    private static UpstreamConfig Upstream(HealthchecksConfig healthchecks, params string[] targets) => new()
    {
        Id = Guid.Empty,
        Name = "web.internal",
        Healthchecks = healthchecks,
        Targets = [.. targets.Select(static target => new TargetConfig { Id = new Guid(target.PadRight(16)[..16].Select(static c => (byte)c).ToArray()), Target = target })],
    };

    /// <summary>The addresses that requests get.</summary>
    private static string[] Used(UpstreamState upstream)
        => [.. Enumerable.Range(0, 100).Select(_ =>
        {
            var request = default(BalancerRequest);
            return upstream.Balancer.Next(ref request).Target?.ToString();
        }).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private Task<UpstreamMap> BuildAsync(params UpstreamConfig[] upstreams) => BuildAsync(null, upstreams);

    private async Task<UpstreamMap> BuildAsync(FakeDnsServer? server, params UpstreamConfig[] upstreams)
    {
        _dns ??= new DnsClient(
            new DnsOptions { Servers = [server?.EndPoint ?? new IPEndPoint(IPAddress.Loopback, 9)] }, _time, new ResolvConf(), HostsFile.Parse([]));
        _registry ??= new UpstreamRegistry(_dns, _pool, _time);
        ImmutableArray<UpstreamConfig> configs = [.. upstreams.Select(config => config with { Id = _id })];
        var map = await _registry.BuildAsync(configs, default);
        _registry.Commit(map);
        return map;
    }

    private async Task AdvanceUntilAsync(Func<bool> condition, int step = 1_100)
        => await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(step);
                return condition();
            },
            "the addresses to change");
}
