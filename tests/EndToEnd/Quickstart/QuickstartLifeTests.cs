using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EndToEnd.Processes;

namespace EndToEnd.Quickstart;

/// <summary>A quickstart from its first start to its last stop.</summary>
public class QuickstartLifeTests
{
    [Fact]
    public async Task Quickstart_StoppedAndStartedAgain_EndsCleanlyAndKeepsItsData()
    {
        await using var quickstart = new RunningQuickstart();
        await quickstart.StartAsync();
        var plane = quickstart.Api.ControlPlaneId;
        var token = quickstart.Api.Token;
        var session = await quickstart.Api.StartSessionAsync("""{"name":"kept","max_traces":1}""");
        using (var client = new HttpClient { BaseAddress = quickstart.Proxy })
        {
            using var response = await client.GetAsync("/orders");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await quickstart.Api.WaitForStateAsync(session, "completed");
        var requestId = (string)(await quickstart.Api.WaitForTracesAsync(session, 1))[0]!["request_id"]!;

        Assert.Equal(0, await quickstart.StopAsync());
        Assert.False(File.Exists(Path.Combine(quickstart.DataDirectory, "quickstart.json")), "quickstart.json outlived the quickstart");
        await quickstart.StartAsync();

        Assert.Equal(plane, quickstart.Api.ControlPlaneId);
        Assert.Equal(token, quickstart.Api.Token);
        var trace = await quickstart.Api.GetTraceAsync(session, requestId);
        Assert.NotEmpty(trace["spans"]!.AsArray());
    }

    [Fact]
    public async Task Quickstart_PortTaken_SaysWhichAndHowToChooseAnother()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        using var directory = new TemporaryDirectory();
        var arguments = RunningQuickstart.Arguments(directory.Path).ToArray();
        arguments[Array.IndexOf(arguments, "--proxy-port") + 1] = port;

        var (code, output) = await SightglassProcess.RunAsync(arguments);

        Assert.NotEqual(0, code);
        Assert.Contains(port, output, StringComparison.Ordinal);
        Assert.Contains("--proxy-port", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quickstart_WithTraffic_MakesTracesByItself()
    {
        using var directory = new TemporaryDirectory();
        await using var process = SightglassProcess.Start(RunningQuickstart.Arguments(directory.Path).Where(argument => argument != "--no-traffic"));
        var file = Path.Combine(directory.Path, "quickstart.json");
        await Eventually.IsTrueAsync(() => Task.FromResult(File.Exists(file)), () => process.Output);
        var info = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        using var api = new Api.SightglassApi(new Uri((string)info["api_url"]!), (string)info["token"]!, (string)info["control_plane_id"]!);

        var session = await api.StartSessionAsync("""{"name":"traffic","max_traces":5}""");

        var ended = await api.WaitForStateAsync(session, "completed");
        Assert.Equal(5, (int)ended["trace_count"]!);
        process.Signal("INT");
        Assert.Equal(0, await process.WaitForExitAsync());
    }
}
