using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Debugger.Sessions;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class SessionCommandsTests
{
    [Fact]
    public void Curl_Session_NamesWhatDiffersFromTheDefaults()
    {
        var curl = SessionCommands.Curl("http://localhost:8002", SampleWorld.Plane, new CreateDebugSession
        {
            Name = "it's slow",
            MaxTraces = 5,
            Sampling = new Sampling { RouteIds = [SampleWorld.OrdersRoute], Expression = "http.method == GET", Rate = 0.5 },
        });

        Assert.Contains($"http://localhost:8002/v2/control-planes/{SampleWorld.Plane}/debug-sessions", curl, StringComparison.Ordinal);
        Assert.Contains("Bearer $SIGHTGLASS_TOKEN", curl, StringComparison.Ordinal);
        Assert.EndsWith(
            """-d '{"name":"it'\''s slow","max_traces":5,"sampling":{"route_ids":["0b000000-0000-4000-8000-000000000001"],"expression":"http.method == GET","rate":0.5}}'""",
            curl,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Terminal_Session_NamesWhatDiffersFromTheDefaults()
    {
        var command = SessionCommands.Terminal("http://localhost:8002", SampleWorld.Plane, new CreateDebugSession
        {
            Name = "-it's slow",
            MaxTraces = 5,
            Lookback = true,
            Sampling = new Sampling { RouteIds = [SampleWorld.OrdersRoute], Expression = "http.method == GET", Rate = 0.5 },
        });

        Assert.Equal(
            $"""
            sightglass session create \
              --url http://localhost:8002 \
              --control-plane {SampleWorld.Plane} \
              --name='-it'\''s slow' \
              --route {SampleWorld.OrdersRoute} \
              --rule='http.method == GET' \
              --rate 0.5 \
              --max-traces 5 \
              --lookback \
              --watch
            """,
            command);
    }

    [Fact]
    public void SampleRequest_ScopedToARoute_FitsTheRoute() =>
        Assert.Equal("curl -i -X POST http://localhost:8000/payments", Sample(new Sampling { RouteIds = [SampleWorld.PaymentsRoute] }));

    [Fact]
    public void SampleRequest_RouteWithHost_SendsTheHost() =>
        Assert.Equal("curl -i -H 'Host: api.example.com' http://localhost:8000/orders", Sample(new Sampling { ServiceIds = [SampleWorld.OrdersService] }));

    [Fact]
    public void SampleRequest_NothingConfigured_IsStillACommand() =>
        Assert.Equal("curl -i http://localhost:8000/", SampleRequest.Curl(Plane, GatewayConfiguration.Empty, new Sampling()));

    private static ControlPlaneInfo Plane => SampleWorld.PlaneInfo(SampleWorld.Plane, "shop", ClusterType.Hybrid, DateTimeOffset.UnixEpoch.AddYears(50));

    private static string Sample(Sampling sampling) => SampleRequest.Curl(Plane, SampleWorld.Configuration, sampling);
}
