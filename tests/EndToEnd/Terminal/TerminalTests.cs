using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Processes;
using EndToEnd.Quickstart;

namespace EndToEnd.Terminal;

/// <summary>The operator's terminal against a running control plane.</summary>
[Collection(QuickstartCollection.Name)]
public sealed class TerminalTests(RunningQuickstart quickstart) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = quickstart.Proxy };
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _client.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Session_CreatedWithARuleAndARoute_IsWhatTheApiShows()
    {
        var session = await CreateAsync("--rule", "http.response.status_code == 503", "--route", "inventory", "--max-traces", "7", "--label", "team=shop");

        var (_, read) = await quickstart.Api.SendAsync(HttpMethod.Get, $"{quickstart.Api.Sessions}/{session}");
        Assert.Equal("http.response.status_code == 503", (string)read!["sampling"]!["expression"]!);
        Assert.Single(read["sampling"]!["route_ids"]!.AsArray());
        Assert.Equal(7, (int)read["max_traces"]!);
        Assert.Equal("shop", (string)read["labels"]!["team"]!);

        var shown = await RunAsync("session", "show", session);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("http.response.status_code == 503", shown.Output, StringComparison.Ordinal);
        Assert.Contains("NODE", shown.Output, StringComparison.Ordinal);

        var stopped = await RunAsync("session", "stop", session);
        Assert.True(stopped.ExitCode == 0, stopped.Errors);
        await quickstart.Api.WaitForStateAsync(session, "cancelled");

        var listed = await RunAsync("session", "list", "--state", "cancelled");
        Assert.Contains(session, listed.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("session", "delete", session)).ExitCode);
        var gone = await RunAsync("session", "show", session);
        Assert.Equal(1, gone.ExitCode);
        Assert.Equal("", gone.Output);
        Assert.StartsWith("sightglass: ", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_OfASession_AreListedShownVerifiedAndDownloaded()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"terminal"}""");
        await GetAsync("/reports", HttpStatusCode.OK);
        var request = (string)(await quickstart.Api.WaitForTracesAsync(session, 1))[0]!["request_id"]!;

        var listed = await RunAsync("session", "traces", session, "--path", "reports");
        Assert.Contains(request, listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(request, (await RunAsync("session", "traces", session, "--status", "5xx")).Output, StringComparison.Ordinal);

        var shown = await RunAsync("trace", "show", session, request);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("GET /reports -> 200", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^upstream +3\d\d ms +\d+\.\d %$", shown.Output);
        Assert.Matches(@"(?m)^    kong\.upstream\.find_upstream|^  +kong\.read_headers_from_upstream", shown.Output);

        var json = await RunAsync("trace", "show", session, request, "--json");
        Assert.Equal(request, (string)JsonNode.Parse(json.Output)!["request_id"]!);

        var verified = await RunAsync("trace", "verify", session, "--json");
        Assert.True(verified.ExitCode == 0, verified.Errors);
        Assert.True((bool)JsonNode.Parse(verified.Output)!["good"]!);
        Assert.Contains("good", verified.Errors, StringComparison.Ordinal);

        var zip = Path.Combine(_directory.Path, "session.zip");
        Assert.Equal(0, (await RunAsync("trace", "download", session, "--zip", "--output", zip)).ExitCode);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(zip));
        }

        var again = await RunAsync("trace", "download", session, "--zip", "--output", zip);
        Assert.Equal(2, again.ExitCode);

        // A file needs no control plane.
        var offline = await CommandRun.OfAsync(NoToken, "trace", "show", zip, request);
        Assert.Equal(shown.Output, offline.Output);
        await RunAsync("session", "delete", session, "--force");
    }

    [Fact]
    public async Task Watch_OfASession_StreamsTracesAndEndsWithIt()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"watched","max_traces":2}""");
        var watching = RunAsync("session", "watch", session, "--json");

        await GetAsync("/orders", HttpStatusCode.OK);
        await GetAsync("/orders", HttpStatusCode.OK);

        var watched = await watching;
        Assert.True(watched.ExitCode == 0, watched.Errors);
        var events = watched.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(2, events.Count(told => (string?)told["event"] == "trace"));
        Assert.Equal("end", (string?)events[^1]["event"]);
        Assert.Equal("max_traces", (string?)events[^1]["data"]!["end_reason"]);

        var text = await RunAsync("session", "watch", session);
        Assert.Matches(@"(?m)^trace .*GET /orders$", text.Output);
        Assert.Matches(@"(?m)^end +max_traces$", text.Output);
    }

    [Fact]
    public async Task Create_WithAWrongRule_SaysWhereAndExitsWithOne()
    {
        var run = await RunAsync("session", "create", "--name", "wrong", "--rule", "http.response.status_code == ", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("sampling.expression", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_WithDataDirectory_NeedNothingElse()
    {
        var run = await CommandRun.OfAsync(NoToken, "session", "list", "--data-dir", quickstart.DataDirectory, "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.NotNull(JsonNode.Parse(run.Output)!["data"]);
    }

    [Theory]
    [InlineData("kpat_wrong", "does not accept the access token")]
    [InlineData("", "no access token")]
    public async Task Commands_WithoutAGoodToken_SaySo(string token, string message)
    {
        var environment = new Dictionary<string, string> { ["SIGHTGLASS_TOKEN"] = token };

        var run = await CommandRun.OfAsync(environment, "session", "list", "--url", quickstart.Ui.ToString());

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Commands_WithNobodyThere_SaySo()
    {
        var run = await CommandRun.OfAsync(Token, "session", "list", "--url", $"http://127.0.0.1:{FreePort.Next()}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no control plane can be asked", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_WithAWrongCommandLine_ExitWithTwo()
    {
        var run = await CommandRun.OfAsync(Token, "session", "show", "latest");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no session's id", run.Errors, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> NoToken => new() { ["SIGHTGLASS_TOKEN"] = "" };

    private Dictionary<string, string> Token => new() { ["SIGHTGLASS_TOKEN"] = quickstart.Api.Token };

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.OfAsync(Token, [.. arguments, "--url", quickstart.Ui.ToString(), "--control-plane", quickstart.Api.ControlPlaneId]);

    private async Task<string> CreateAsync(params string[] arguments)
    {
        var created = await RunAsync(["session", "create", "--name", "terminal", "--json", .. arguments]);
        Assert.True(created.ExitCode == 0, created.Errors);
        return (string)JsonNode.Parse(created.Output)!["id"]!;
    }

    private async Task GetAsync(string path, HttpStatusCode expected)
    {
        using var response = await _client.GetAsync(path);
        Assert.Equal(expected, response.StatusCode);
    }
}
