using System.Net;
using System.Net.Sockets;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Net;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Health;

public sealed class HealthProberTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly UpstreamConnectionPool _pool;
    private readonly DnsClient _dns;
    private readonly UpstreamRegistry _registry;

    public HealthProberTests()
    {
        _pool = new UpstreamConnectionPool(new UpstreamPoolOptions(), _time);
        _dns = new DnsClient(new DnsOptions(), _time, new ResolvConf(), HostsFile.Parse([]));
        _registry = new UpstreamRegistry(_dns, _pool, _time);
    }

    public void Dispose()
    {
        _registry.Dispose();
        _dns.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public async Task Http_StatusChanges_TakesThePeerOutAndBack()
    {
        var status = 200;
        string? request = null;
        await using var server = new RawServer(async connection =>
        {
            request = await connection.ReadRequestAsync();
            await connection.SendAsync($"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
        });
        var upstream = await StartAsync(server.EndPoint, new()
        {
            HttpPath = "/health",
            Headers = [new HeaderMatch("X-Probe", ["a", "b"])],
            HealthyInterval = 1,
            UnhealthyInterval = 1,
            HealthySuccesses = 2,
            UnhealthyHttpFailures = 2,
        });
        await RoundAsync(() => Volatile.Read(ref request) is not null);
        Assert.Equal("GET /health HTTP/1.1\r\nConnection: close\r\nX-Probe: a\r\nX-Probe: b\r\nHost: 127.0.0.1\r\n\r\n", request);

        status = 500;
        await RoundAsync(() => !upstream.IsHealthy);
        status = 200;
        await RoundAsync(() => upstream.IsHealthy);
    }

    [Fact]
    public async Task Http_HealthyInterval_ProbesOnlyHealthyPeers()
    {
        var probes = 0;
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            Interlocked.Increment(ref probes);
            await connection.SendAsync("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n");
        });
        var upstream = await StartAsync(server.EndPoint, new() { HealthyInterval = 1, UnhealthyHttpFailures = 1 });
        await RoundAsync(() => !upstream.IsHealthy);
        var before = Volatile.Read(ref probes);
        _time.Advance(5_000);
        Assert.Equal(before, Volatile.Read(ref probes));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Any_NobodyListens_IsATcpFailure(string type)
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var upstream = await StartAsync((IPEndPoint)unused.LocalEndPoint!, new() { Type = type, HealthyInterval = 1, UnhealthyTcpFailures = 1 });
        await RoundAsync(() => !upstream.IsHealthy);
    }

    [Fact]
    public async Task Tcp_Listening_BringsThePeerBack()
    {
        await using var server = new RawServer(static connection => connection.WaitForCloseAsync());
        var upstream = await StartAsync(server.EndPoint, new() { Type = "tcp", UnhealthyInterval = 1, HealthySuccesses = 1 });
        Assert.True(upstream.TrySetHealth(upstream.Config.Targets[0].Target, null, false));
        Assert.False(upstream.IsHealthy);
        await RoundAsync(() => upstream.IsHealthy);
    }

    [Fact]
    public async Task Http_PeerHangs_IsATimeout()
    {
        await using var server = new RawServer(static connection => connection.HangAsync());
        var upstream = await StartAsync(server.EndPoint, new() { HealthyInterval = 10, Timeout = 2, UnhealthyTimeouts = 1 });
        _time.Advance(10_000);
        await Eventually.TrueAsync(() => server.Accepted > 0, "the probe");
        await RoundAsync(() => !upstream.IsHealthy);
    }

    [Fact]
    public async Task Http_Garbage_IsATcpFailure()
    {
        await using var server = RawServer.Always("nonsense\r\n\r\n");
        var upstream = await StartAsync(server.EndPoint, new() { HealthyInterval = 1, UnhealthyTcpFailures = 1 });
        await RoundAsync(() => !upstream.IsHealthy);
    }

    [Fact]
    public async Task Rounds_SlowerThanTheInterval_DoNotPileUp()
    {
        var probes = 0;
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            Interlocked.Increment(ref probes);
            await connection.HangAsync();
        });
        await StartAsync(server.EndPoint, new() { HealthyInterval = 1 });
        _time.Advance(1_000);
        await Eventually.TrueAsync(() => Volatile.Read(ref probes) == 1, "the first probe");
        _time.Advance(20_000);
        Assert.Equal(1, Volatile.Read(ref probes));
    }

    private async Task<UpstreamState> StartAsync(IPEndPoint target, ActiveHealthcheckConfig active)
    {
        var map = await _registry.BuildAsync(
        [
            new UpstreamConfig
            {
                Id = Guid.NewGuid(),
                Name = "web.internal",

                // Time runs ahead of the probes here: only the test about timeouts may have one.
                Healthchecks = new() { Active = active.Timeout == 1 ? active with { Timeout = 1_000_000 } : active },
                Targets = [new TargetConfig { Id = Guid.NewGuid(), Target = target.ToString() }],
            },
        ], default);
        _registry.Commit(map);
        return map.All.Single();
    }

    private Task RoundAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(500);
            return condition();
        },
        "the probes to tell");
}
