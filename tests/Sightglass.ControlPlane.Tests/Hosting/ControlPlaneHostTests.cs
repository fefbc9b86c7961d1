using System.Net;
using System.Net.Sockets;
using Sightglass.ControlPlane.Hosting;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Hosting;

public sealed class ControlPlaneHostTests
{
    [Fact]
    public async Task Start_BadOptions_NamesThemAll()
    {
        var options = new ControlPlaneOptions
        {
            DataDirectory = " ",
            ApiAddress = "everywhere",
            ClusterPort = 70_000,
            RetentionDays = 16,
            HeartbeatSeconds = 0,
            AdvertisedHosts = ["good.example.com", "not a host"],
            ApiCertificateFile = "/absent.pem",
        };

        var error = await Assert.ThrowsAsync<ControlPlaneStartException>(() => ControlPlaneHost.StartAsync(options));

        foreach (var key in new[] { "data_dir", "api_listen_address", "cluster_port", "debug_retention_days", "heartbeat_seconds", "cluster_advertise", "api_ssl_cert_key" })
        {
            Assert.Contains(key, error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("good.example.com", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DirectoryInUse_IsRefused()
    {
        await using var plane = await TestControlPlane.StartAsync();

        var error = await Assert.ThrowsAsync<ControlPlaneStartException>(() => ControlPlaneHost.StartAsync(
            new ControlPlaneOptions { DataDirectory = plane.DataDirectory, ApiPort = 0, ClusterPort = 0, TelemetryPort = 0 }));

        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api_port")]
    [InlineData("cluster_port")]
    [InlineData("telemetry_port")]
    public async Task Start_PortTaken_SaysWhichAndFreesEverything(string key)
    {
        using var directory = new TemporaryDirectory();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var options = new ControlPlaneOptions { DataDirectory = Path.Combine(directory.Path, "data"), ApiPort = 0, ClusterPort = 0, TelemetryPort = 0 };
        var bad = key switch
        {
            "api_port" => options with { ApiPort = port },
            "cluster_port" => options with { ClusterPort = port },
            _ => options with { TelemetryPort = port },
        };

        var error = await Assert.ThrowsAsync<ControlPlaneStartException>(() => ControlPlaneHost.StartAsync(bad));
        await using var host = await ControlPlaneHost.StartAsync(options);

        Assert.Contains(port.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, host.Addresses.Api.Port);
    }
}
