using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Api;
using EndToEnd.Processes;
using EndToEnd.Terminal;

namespace EndToEnd.Sessions;

/// <summary>The flight recorder: a session asks for requests that had finished before it was created.</summary>
public sealed class LookbackTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Session_ThatLooksBack_HasTheRequestsFromBeforeIt()
    {
        await using var process = SightglassProcess.Start(
            RunningQuickstart.Arguments(_directory.Path), new Dictionary<string, string> { ["SIGHTGLASS_DEBUG_LOOKBACK"] = "60s" });
        var file = Path.Combine(_directory.Path, "quickstart.json");
        await Eventually.IsTrueAsync(() => Task.FromResult(process.HasExited || File.Exists(file)), () => process.Output);
        var info = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        using var api = new SightglassApi(new Uri((string)info["api_url"]!), (string)info["token"]!, (string)info["control_plane_id"]!);
        using var client = new HttpClient { BaseAddress = new Uri((string)info["proxy_url"]!) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/orders")).StatusCode);
        for (var number = 0; number < 4; number++)
        {
            using var response = await client.GetAsync("/inventory");
        }

        var created = await CommandRun.OfAsync(
            new Dictionary<string, string>(),
            "session", "create", "--data-dir", _directory.Path, "--name", "back", "--lookback", "--rule", "http.response.status_code == 503", "--json");
        Assert.True(created.ExitCode == 0, created.Errors);

        var session = JsonNode.Parse(created.Output)!;
        var trace = Assert.Single(await api.WaitForTracesAsync((string)session["id"]!, 1))!;
        Assert.Equal(503, (int)trace["status_code"]!);
        var started = DateTimeOffset.Parse((string)trace["started_at"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(started < DateTimeOffset.Parse((string)session["created_at"]!, System.Globalization.CultureInfo.InvariantCulture));
        TraceReading.AssertTrue(await api.GetTraceAsync((string)session["id"]!, (string)trace["request_id"]!));
        process.Signal("INT");
        Assert.Equal(0, await process.WaitForExitAsync());
    }
}
