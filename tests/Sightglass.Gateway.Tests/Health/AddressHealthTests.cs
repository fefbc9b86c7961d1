using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Tests.Balancing;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Upstream;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Health;

public sealed class AddressHealthTests
{
    private static readonly HealthchecksConfig Config = new()
    {
        Active = new()
        {
            HealthyInterval = 1,
            UnhealthyInterval = 1,
            HealthySuccesses = 2,
            UnhealthyTcpFailures = 1,
            UnhealthyTimeouts = 4,
            UnhealthyHttpFailures = 2,
        },
        Passive = new() { HealthySuccesses = 1, UnhealthyTcpFailures = 2, UnhealthyTimeouts = 3, UnhealthyHttpFailures = 2 },
    };

    private readonly List<string> _changes = [];
    private readonly UpstreamHealth _shared;
    private readonly AddressHealth _health;

    public AddressHealthTests()
    {
        _shared = new UpstreamHealth("web", (upstream, address, healthy) => _changes.Add($"{upstream} {address} {healthy}")) { Policy = new HealthPolicy(Config) };
        _health = new AddressHealth(_shared, "a:80");
    }

    [Fact]
    public void Passive_TcpFailuresAtTheLimit_TakeThePeerOut()
    {
        _health.ReportTcpFailure(HealthCheckKind.Passive);
        Assert.True(_health.IsAvailable);
        var version = _shared.Version;
        _health.ReportTcpFailure(HealthCheckKind.Passive);
        Assert.False(_health.IsAvailable);
        Assert.Equal(HealthStatus.Unhealthy, _health.Status);
        Assert.NotEqual(version, _shared.Version);
        Assert.Equal(["web a:80 False"], _changes);
    }

    [Fact]
    public void Passive_KindsOfFailure_CountSeparately()
    {
        _health.ReportTcpFailure(HealthCheckKind.Passive);
        _health.ReportTimeout(HealthCheckKind.Passive);
        _health.ReportTimeout(HealthCheckKind.Passive);
        _health.ReportStatus(HealthCheckKind.Passive, 500);
        Assert.True(_health.IsAvailable);
        _health.ReportTimeout(HealthCheckKind.Passive);
        Assert.False(_health.IsAvailable);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(302, true)]
    [InlineData(404, false)]
    public void Passive_SuccessBetweenFailures_ClearsThem(int status, bool clears)
    {
        _health.ReportStatus(HealthCheckKind.Passive, 503);
        _health.ReportStatus(HealthCheckKind.Passive, status);
        _health.ReportStatus(HealthCheckKind.Passive, 429);
        Assert.Equal(clears, _health.IsAvailable);
    }

    [Fact]
    public void Passive_Success_NeverBringsThePeerBack()
    {
        _health.Set(false);
        for (var i = 0; i < 10; i++)
        {
            _health.ReportStatus(HealthCheckKind.Passive, 200);
        }

        Assert.False(_health.IsAvailable);
    }

    [Fact]
    public void Active_SuccessesInARow_BringThePeerBack()
    {
        _health.Set(false);
        _health.ReportStatus(HealthCheckKind.Active, 200);
        _health.ReportStatus(HealthCheckKind.Active, 404);
        _health.ReportStatus(HealthCheckKind.Active, 302);
        Assert.False(_health.IsAvailable);
        _health.ReportSuccess(HealthCheckKind.Active);
        Assert.True(_health.IsAvailable);
        Assert.Equal(["web a:80 False", "web a:80 True"], _changes);
    }

    [Fact]
    public void Active_OneTcpFailure_TakesThePeerOut()
    {
        _health.ReportTcpFailure(HealthCheckKind.Active);
        Assert.False(_health.IsAvailable);
    }

    [Fact]
    public void Report_ChecksOff_MeansNothing()
    {
        _shared.Policy = HealthPolicy.Off;
        for (var i = 0; i < 300; i++)
        {
            _health.ReportTcpFailure(HealthCheckKind.Passive);
            _health.ReportTimeout(HealthCheckKind.Passive);
            _health.ReportStatus(HealthCheckKind.Passive, 500);
        }

        Assert.Equal(HealthStatus.HealthchecksOff, _health.Status);
        _shared.Policy = new HealthPolicy(Config);
        Assert.Equal(HealthStatus.Healthy, _health.Status);
    }

    [Fact]
    public void Report_LimitOfZero_NeverTrips()
    {
        _shared.Policy = new HealthPolicy(new HealthchecksConfig { Passive = new() { UnhealthyTcpFailures = 1 } });
        for (var i = 0; i < 300; i++)
        {
            _health.ReportTimeout(HealthCheckKind.Passive);
            _health.ReportStatus(HealthCheckKind.Passive, 500);
        }

        Assert.True(_health.IsAvailable);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, false)]
    [InlineData(1, 0, 0, 0, 0, true)]
    [InlineData(0, 1, 0, 0, 0, true)]
    [InlineData(0, 0, 1, 0, 0, true)]
    [InlineData(0, 0, 0, 1, 0, true)]
    [InlineData(0, 0, 0, 0, 1, true)]
    public void Enabled_AnyIntervalOrPassiveFailureCounter_SwitchesChecksOn(
        double healthy, double unhealthy, int tcp, int timeouts, int http, bool enabled)
        => Assert.Equal(enabled, new HealthPolicy(new HealthchecksConfig
        {
            Active = new() { HealthyInterval = healthy, UnhealthyInterval = unhealthy, HealthySuccesses = 5, UnhealthyHttpFailures = 5 },
            Passive = new() { UnhealthyTcpFailures = tcp, UnhealthyTimeouts = timeouts, UnhealthyHttpFailures = http, HealthySuccesses = 5 },
        }).Enabled);

    [Theory]
    [InlineData(nameof(UpstreamError.ConnectRefused), 2)]
    [InlineData(nameof(UpstreamError.TlsFailed), 2)]
    [InlineData(nameof(UpstreamError.Reset), 2)]
    [InlineData(nameof(UpstreamError.ConnectTimeout), 3)]
    [InlineData(nameof(UpstreamError.ReadTimeout), 3)]
    [InlineData(nameof(UpstreamError.Aborted), 0)]
    [InlineData(nameof(UpstreamError.InvalidResponse), 0)]
    public void ReportError_EachError_CountsAsItsKind(string error, int takes)
    {
        var address = Peers.Address(1, _shared, TimeProvider.System);
        var count = 0;
        while (address.IsAvailable && count < 10)
        {
            address.ReportError(Enum.Parse<UpstreamError>(error));
            count++;
        }

        Assert.Equal(takes == 0 ? 10 : takes, count);
    }

    [Fact]
    public async Task ReportError_KeepAliveRace_SaysNothingAboutThePeer()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        await fixture.ExchangeAsync();
        var reused = await fixture.RentAsync();
        var fresh = await fixture.RentAsync();
        var address = Peers.Address(1, _shared, TimeProvider.System);
        for (var i = 0; i < 5; i++)
        {
            address.ReportError(UpstreamError.ClosedBeforeResponse, reused);
        }

        Assert.True(address.IsAvailable);
        address.ReportError(UpstreamError.ClosedBeforeResponse, fresh);
        address.ReportError(UpstreamError.ConnectRefused, null);
        Assert.False(address.IsAvailable);
        reused.Discard();
        fresh.Discard();
    }

    [Fact]
    public void ReportStatus_504_CountsAsTimeout()
    {
        var address = Peers.Address(1, _shared, TimeProvider.System);
        address.ReportStatus(504);
        address.ReportStatus(504);
        Assert.True(address.IsAvailable);
        address.ReportStatus(504);
        Assert.False(address.IsAvailable);
    }
}
