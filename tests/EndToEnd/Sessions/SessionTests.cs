using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using EndToEnd.Processes;
using EndToEnd.Quickstart;

namespace EndToEnd.Sessions;

/// <summary>Debug sessions over the API, against real traffic through the real gateway.</summary>
[Collection(QuickstartCollection.Name)]
public sealed class SessionTests(RunningQuickstart quickstart) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = quickstart.Proxy };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Session_RuleOverTheResponse_CapturesOnlyWhatMatches()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"failures","sampling":{"expression":"http.response.status_code == 503"}}""");

        var failures = await SendAsync("/inventory", 8, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(2, failures);
        await SendAsync("/orders", 3, HttpStatusCode.OK);

        var traces = await quickstart.Api.WaitForTracesAsync(session, failures);
        Assert.Equal(failures, traces.Count);
        Assert.All(traces, item =>
        {
            Assert.Equal(503, (int)item!["status_code"]!);
            Assert.Equal("/inventory", (string)item["path"]!);
        });
        await StopAsync(session);
    }

    [Fact]
    public async Task Trace_OfAProxiedRequest_HasEveryCoreSpan()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"all"}""");

        await SendAsync("/orders?page=1", 1, HttpStatusCode.OK);

        var item = (await quickstart.Api.WaitForTracesAsync(session, 1))[0]!;
        var trace = await quickstart.Api.GetTraceAsync(session, (string)item["request_id"]!);
        TraceReading.AssertTrue(trace);
        string[] expected =
        [
            "kong", "kong.read_client_http_headers", "kong.phase.rewrite", "kong.phase.access", "kong.router",
            "kong.access.plugin.correlation-id", "kong.upstream.selection", "kong.upstream.find_upstream", "kong.send_request_to_upstream",
            "kong.read_headers_from_upstream", "kong.phase.header_filter", "kong.header_filter.plugin.response-transformer",
            "kong.read_body_from_upstream", "kong.phase.body_filter", "kong.phase.log",
        ];
        Assert.Empty(expected.Except(trace.Spans().Select(TraceReading.Name)));

        var root = trace.Span("kong");
        Assert.Equal("server", (string)root["kind"]!);
        Assert.Equal("GET", (string)root.Attribute("http.request.method")!);
        Assert.Equal(200, (long)root.Attribute("http.response.status_code")!);
        Assert.Equal(200, (long)root.Attribute("proxy.kong.upstream_status_code")!);
        Assert.Equal($"{quickstart.Proxy.Scheme}://{quickstart.Proxy.Authority}/orders", (string)root.Attribute("url.full")!);
        Assert.Equal("127.0.0.1", (string)root.Attribute("client.address")!);
        Assert.Equal(quickstart.Proxy.Port, (long)root.Attribute("server.port")!);
        Assert.Equal("1.1", (string)root.Attribute("network.protocol.version")!);

        var router = trace.Span("kong.router");
        Assert.Equal("yes", (string)router.Attribute("proxy.kong.router.matched")!);
        Assert.Equal((string)item["route_id"]!, (string)router.Attribute("proxy.kong.router.route_id")!);
        Assert.Equal("/orders", (string)router.Attribute("proxy.kong.router.upstream_path")!);

        var attempt = trace.Span("kong.upstream.find_upstream");
        Assert.Equal("kong.upstream.selection", trace.Parent(attempt).Name());
        Assert.Equal("127.0.0.1", (string)attempt.Attribute("network.peer.address")!);
        Assert.Equal(1, (long)attempt.Attribute("try_count")!);
        await StopAsync(session);
    }

    [Fact]
    public async Task Trace_OfASlowUpstream_ChargesTheUpstream()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"slow","sampling":{"expression":"http.path == \"/reports\""}}""");

        await SendAsync("/reports", 1, HttpStatusCode.OK);

        var item = (await quickstart.Api.WaitForTracesAsync(session, 1))[0]!;
        var trace = await quickstart.Api.GetTraceAsync(session, (string)item["request_id"]!);
        TraceReading.AssertTrue(trace);
        var headers = trace.Span("kong.read_headers_from_upstream");
        const long Delay = 350_000_000;
        Assert.True(headers.End() - headers.Start() >= Delay, $"{headers}");
        Assert.True((long)trace["latency"]!["upstream"]! >= Delay, $"{trace["latency"]}");
        Assert.True((long)trace["latency"]!["internal"]! < Delay, $"{trace["latency"]}");
        await StopAsync(session);
    }

    [Fact]
    public async Task Trace_OfAnEarlyExit_ShowsThePluginAndNoUpstream()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"keys","sampling":{"expression":"http.response.status_code == 401"}}""");

        await SendAsync("/partner/orders", 1, HttpStatusCode.Unauthorized);
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/partner/orders"))
        {
            request.Headers.Add("apikey", "demo-key");
            using var response = await _client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        var item = (await quickstart.Api.WaitForTracesAsync(session, 1)).Single()!;
        var trace = await quickstart.Api.GetTraceAsync(session, (string)item["request_id"]!);
        TraceReading.AssertTrue(trace);
        var plugin = trace.Span("kong.access.plugin.key-auth");
        Assert.Equal(401, (long)plugin.Attribute("proxy.kong.plugin.http.response.status_code")!);
        Assert.DoesNotContain(trace.Spans(), span => span.Name().StartsWith("kong.upstream", StringComparison.Ordinal));
        Assert.Null(trace.Span("kong").Attribute("proxy.kong.upstream_status_code"));
        await StopAsync(session);
    }

    [Fact]
    public async Task Session_OfARoute_LeavesOtherRoutesAlone()
    {
        var (_, routes) = await quickstart.Api.SendAsync(HttpMethod.Get, $"/v2/control-planes/{quickstart.Api.ControlPlaneId}/core-entities/routes");
        var inventory = (string)routes!["data"]!.AsArray().Single(route => (string?)route!["name"] == "inventory")!["id"]!;
        var session = await quickstart.Api.StartSessionAsync(
            new JsonObject { ["name"] = "route", ["sampling"] = new JsonObject { ["route_ids"] = new JsonArray(inventory) } }.ToJsonString());

        await SendAsync("/orders", 2, HttpStatusCode.OK);
        using (await _client.GetAsync("/inventory"))
        {
        }

        var traces = await quickstart.Api.WaitForTracesAsync(session, 1);
        Assert.Equal(inventory, (string)Assert.Single(traces)!["route_id"]!);
        await StopAsync(session);
    }

    [Fact]
    public async Task Session_ReachingItsTraceLimit_Completes()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"three","max_traces":3}""");

        await SendAsync("/orders", 20, HttpStatusCode.OK);

        var ended = await quickstart.Api.WaitForStateAsync(session, "completed");
        Assert.Equal("max_traces", (string)ended["end_reason"]!);
        Assert.Equal(3, (int)ended["trace_count"]!);
        Assert.Equal(3, (await quickstart.Api.WaitForTracesAsync(session, 3)).Count);
    }

    [Fact]
    public async Task Session_ReachingItsDuration_Completes()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"ten seconds","duration_seconds":10}""");

        var ended = await quickstart.Api.WaitForStateAsync(session, "completed");

        Assert.Equal("duration", (string)ended["end_reason"]!);
    }

    [Fact]
    public async Task Session_StoppedByHand_IsCancelledAndRecordsNoMore()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"by hand"}""");
        await StopAsync(session);
        var ended = await quickstart.Api.WaitForStateAsync(session, "cancelled");
        Assert.Equal("stopped", (string)ended["end_reason"]!);

        await SendAsync("/orders", 2, HttpStatusCode.OK);

        // A session that does record is the proof that the traces of those requests would have arrived by now.
        var second = await quickstart.Api.StartSessionAsync("""{"name":"after"}""");
        await SendAsync("/orders", 1, HttpStatusCode.OK);
        await quickstart.Api.WaitForTracesAsync(second, 1);
        var (_, traces) = await quickstart.Api.SendAsync(HttpMethod.Get, $"{quickstart.Api.Sessions}/{session}/traces");
        Assert.Empty(traces!["data"]!.AsArray());
        await StopAsync(second);
    }

    [Fact]
    public async Task Stream_OfASession_DeliversTracesAsTheyArriveAndEnds()
    {
        var session = await quickstart.Api.StartSessionAsync("""{"name":"stream"}""");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{quickstart.Api.Sessions}/{session}/events");
        using var response = await quickstart.Api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));

        var watch = Stopwatch.GetTimestamp();
        await SendAsync("/orders", 1, HttpStatusCode.OK);
        var trace = await ReadEventAsync(reader, "trace", limit.Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"response sent to event read: {Stopwatch.GetElapsedTime(watch).TotalMilliseconds:F0} ms");
        Assert.Equal("/orders", (string)trace["path"]!);

        await StopAsync(session);
        var end = await ReadEventAsync(reader, "end", limit.Token);
        Assert.Equal("stopped", (string)end["end_reason"]!);
        var rest = await reader.ReadToEndAsync(limit.Token);
        Assert.Equal("", rest.Trim());
    }

    [Fact]
    public async Task Requests_MatchingTwoSessions_AreDeliveredToBoth()
    {
        var first = await quickstart.Api.StartSessionAsync("""{"name":"one","sampling":{"expression":"http.method == GET"}}""");
        var second = await quickstart.Api.StartSessionAsync("""{"name":"two","sampling":{"expression":"http.response.status_code == 200"}}""");

        await SendAsync("/orders", 1, HttpStatusCode.OK);

        var one = await quickstart.Api.WaitForTracesAsync(first, 1);
        var two = await quickstart.Api.WaitForTracesAsync(second, 1);
        Assert.Equal((string)one[0]!["request_id"]!, (string)two[0]!["request_id"]!);
        await StopAsync(first);
        await StopAsync(second);
    }

    private static async Task<JsonNode> ReadEventAsync(StreamReader reader, string kind, CancellationToken cancellationToken)
    {
        string? current = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                current = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && current == kind)
            {
                return JsonNode.Parse(line["data: ".Length..])!;
            }
        }

        throw new InvalidOperationException($"The stream ended without an event '{kind}'.");
    }

    /// <summary>Sends requests one after the other and counts the answers with a status.</summary>
    private async Task<int> SendAsync(string path, int count, HttpStatusCode counted)
    {
        var found = 0;
        for (var number = 0; number < count; number++)
        {
            using var response = await _client.GetAsync(path);
            await response.Content.ReadAsByteArrayAsync();
            found += response.StatusCode == counted ? 1 : 0;
        }

        return found;
    }

    private async Task StopAsync(string session)
    {
        var (status, body) = await quickstart.Api.SendAsync(HttpMethod.Post, $"{quickstart.Api.Sessions}/{session}/stop");
        Assert.True(status == HttpStatusCode.Accepted, $"{(int)status}: {body}");
    }
}
