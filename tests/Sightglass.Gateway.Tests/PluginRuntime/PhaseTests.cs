using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Verify;

namespace Sightglass.Gateway.Tests.PluginRuntime;

/// <summary>The rules of gateway.md 4.1.</summary>
public sealed class PhaseTests
{
    private const PluginPhases All = PluginPhases.Rewrite | PluginPhases.Access | PluginPhases.HeaderFilter | PluginPhases.BodyFilter | PluginPhases.Log;

    private readonly ConcurrentQueue<string> _calls = new();

    [Fact]
    public async Task Run_TwoPlugins_HigherPriorityFirstInEveryPhase()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream.EndPoint, [Plugin("low", 1), Plugin("high", 2)]);

        Assert.Equal("hello", (await gateway.GetAsync("/")).Body);

        await AssertCallsAsync(
            "high:rewrite", "low:rewrite", "high:access", "low:access", "high:header_filter", "low:header_filter",
            "high:body_filter", "low:body_filter", "high:log", "low:log");
    }

    [Fact]
    public async Task Run_EqualPriorities_ReverseAlphabetical()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [Plugin("alpha", 1, PluginPhases.Access), Plugin("omega", 1, PluginPhases.Access)]);

        await gateway.GetAsync("/");

        await AssertCallsAsync("omega:access", "alpha:access");
    }

    [Fact]
    public async Task Access_Exit_LaterAccessIsSkippedAndFiltersOfAllRun()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("first", 2, All & ~PluginPhases.Rewrite, access: context => Exit(context, 418, "teapot")),
                Plugin("second", 1, All & ~PluginPhases.Rewrite),
            ]);

        var response = await gateway.GetAsync("/");

        Assert.Equal(418, response.Status);
        Assert.Equal("teapot", response.Body);
        Assert.Equal("text/plain", response["Content-Type"]);
        Assert.Empty(upstream.Requests);
        await AssertCallsAsync(
            "first:access", "first:header_filter", "second:header_filter", "first:body_filter", "second:body_filter", "first:log", "second:log");
    }

    [Fact]
    public async Task Access_ExitWithError_HasTheGatewaysFormat()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.Access, access: static context =>
                {
                    context.Response.Headers["WWW-Authenticate"] = "Key";
                    context.ExitWithError(401, "No API key found in request");
                    return default;
                }),
            ]);

        var response = await gateway.GetAsync("/", "Accept: text/plain\r\n");

        Assert.Equal(401, response.Status);
        Assert.Equal($"No API key found in request\nrequest_id: {response["X-Kong-Request-Id"]}\n", response.Body);
        Assert.Equal("Key", response["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Access_Throws_500PlainAndTheWalkGoesOn(bool awaits)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("bad", 2, All & ~PluginPhases.Rewrite, access: async _ =>
                {
                    if (awaits)
                    {
                        await Task.Yield();
                    }

                    throw new InvalidOperationException("secret detail");
                }),
                Plugin("good", 1, All & ~PluginPhases.Rewrite),
            ]);

        var response = await gateway.GetAsync("/");

        Assert.Equal(500, response.Status);
        Assert.Equal("{\"message\":\"An unexpected error occurred\"}", response.Body);
        Assert.Contains(gateway.Log.Entries, entry => entry.Message.Contains("Plugin bad", StringComparison.Ordinal) && entry.Exception is InvalidOperationException);
        await AssertCallsAsync("bad:access", "bad:header_filter", "good:header_filter", "bad:body_filter", "good:body_filter", "bad:log", "good:log");
    }

    [Fact]
    public async Task Rewrite_Exit_OnlyGlobalPluginsRunAfterwards()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [Plugin("global", 2, All, rewrite: context => Exit(context, 403, "no")), Plugin("routed", 1)],
            [Configurations.Plugin("global", 101), Configurations.Plugin("routed", 102, route: Configurations.Id(2))]);

        Assert.Equal(403, (await gateway.GetAsync("/")).Status);

        await AssertCallsAsync("global:rewrite", "global:header_filter", "global:body_filter", "global:log");
    }

    [Fact]
    public async Task NoRoute_OnlyGlobalFiltersAndLogRun()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint, route => route with { Paths = ["/only"] }) with
            {
                Plugins = [Configurations.Plugin("global", 101), Configurations.Plugin("routed", 102, route: Configurations.Id(2))],
            },
            null,
            null,
            Plugin("global", 2),
            Plugin("routed", 1));

        Assert.Equal(404, (await gateway.GetAsync("/other")).Status);

        await AssertCallsAsync("global:rewrite", "global:header_filter", "global:body_filter", "global:log");
    }

    [Fact]
    public async Task RouteWithoutService_AccessRunsAndMayAnswer()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(new IPEndPoint(IPAddress.Loopback, 1), route => route with { Service = null }) with
            {
                Plugins = [Configurations.Plugin("a", 101)],
            },
            null,
            null,
            Plugin("a", 1, PluginPhases.Access, access: static context =>
                context.Request.Path == "/answer" ? Exit(context, 200, "answered") : default));

        Assert.Equal("answered", (await gateway.GetAsync("/answer")).Body);
        Assert.Equal(503, (await gateway.GetAsync("/other")).Status);
    }

    [Fact]
    public async Task HeaderFilter_ChangesStatusAndHeaders()
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response("hello", 200, "X-Gone: 1\r\nX-Changed: 1\r\n"));
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.HeaderFilter, headerFilter: static context =>
                {
                    Assert.Equal(200, context.Response.UpstreamStatusCode);
                    context.Response.StatusCode = 202;
                    context.Response.Headers.Remove("X-Gone");
                    context.Response.Headers["X-Changed"] = "2";
                }),
            ]);

        var response = await gateway.GetAsync("/");

        Assert.Equal(202, response.Status);
        Assert.Null(response["X-Gone"]);
        Assert.Equal("2", response["X-Changed"]);
        Assert.Equal("hello", response.Body);
    }

    [Fact]
    public async Task HeaderFilter_Throws_500InsteadOfTheUpstreamsAnswer()
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response("hello", 200, "X-Upstream: 1\r\n"));
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [Plugin("a", 1, PluginPhases.HeaderFilter, headerFilter: static _ => throw new InvalidOperationException())]);

        var response = await gateway.GetAsync("/");

        Assert.Equal(500, response.Status);
        Assert.Equal("{\"message\":\"An unexpected error occurred\"}", response.Body);
        Assert.Null(response["X-Upstream"]);
    }

    [Fact]
    public async Task BodyFilter_PiecesAreChangedDroppedAndAdded()
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response(new string('x', 50_000)));
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.HeaderFilter | PluginPhases.BodyFilter,
                    headerFilter: static context => context.Response.Headers.ContentLength = null,
                    bodyFilter: static (PluginContext context, ref BodyPiece piece) =>
                    {
                        var total = context.Items.TryGetValue("total", out var known) ? (int)known! : 0;
                        total += piece.Data.Length;
                        context.Items["total"] = total;
                        piece.Data = piece.IsLast ? Encoding.ASCII.GetBytes($"saw {total}") : default;
                    }),
            ]);

        var response = await gateway.GetAsync("/");

        Assert.Equal("saw 50000", response.Body);
        Assert.Equal("chunked", response["Transfer-Encoding"]);
    }

    [Fact]
    public async Task BodyFilter_Throws_ClientsConnectionIsBrokenOff()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.BodyFilter, bodyFilter: static (PluginContext context, ref BodyPiece piece) =>
                    throw new InvalidOperationException()),
            ]);

        await Assert.ThrowsAnyAsync<IOException>(() => gateway.GetAsync("/"));
    }

    [Fact]
    public async Task Response_WholeBodyIsThereAndMayBeReplaced()
    {
        await using var upstream = FakeUpstream.Ok(new string('y', 100_000));
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.Access | PluginPhases.Response, response: async context =>
                {
                    await Task.Yield();
                    context.Response.Headers["X-Length"] = context.Response.Body.Length.ToString();
                    context.Response.SetBody("replaced"u8.ToArray());
                }),
            ]);

        var response = await gateway.GetAsync("/");

        Assert.Equal("100000", response["X-Length"]);
        Assert.Equal("8", response["Content-Length"]);
        Assert.Equal("replaced", response.Body);
        await AssertCallsAsync("a:access", "a:response");
    }

    [Fact]
    public async Task Response_LargerThanMayBeBuffered_502()
    {
        await using var upstream = FakeUpstream.Ok(new string('y', 100_000));
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("a")] },
            options => options with { MaxBufferedResponseSize = 50_000 },
            null,
            Plugin("a", 1, PluginPhases.Response));

        Assert.Equal(502, (await gateway.GetAsync("/")).Status);
    }

    [Fact]
    public async Task ServiceRequest_ChangesReachTheUpstream()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.Access, access: static context =>
                {
                    var request = context.ServiceRequest;
                    Assert.Equal("/original", request.Path);
                    Assert.Equal("a=1", request.QueryString);
                    request.Method = "PUT";
                    request.Path = "/chang ed";
                    request.QueryString = "b=2";
                    request.Host = "other.test";
                    request.SetHeader("X-Set", "new");
                    request.AddHeader("X-Added", "second");
                    request.RemoveHeader("X-Removed");
                    request.SetBody("body"u8.ToArray());
                    Assert.Equal("first,second", request.GetHeader("X-Added").ToString());
                    return default;
                }),
            ]);

        await gateway.GetAsync("/original?a=1", "X-Set: old\r\nX-Added: first\r\nX-Removed: 1\r\n");

        var request = Assert.Single(upstream.Requests);
        Assert.Equal("PUT /chang%20ed?b=2 HTTP/1.1", request.RequestLine);
        Assert.Equal("other.test", request["Host"]);
        Assert.Equal("new", request["X-Set"]);
        Assert.Equal("first|second", request["X-Added"]);
        Assert.Null(request["X-Removed"]);
        Assert.Equal("body", request.Body);
    }

    [Theory]
    [InlineData("Bad Name", "v")]
    [InlineData("X-Good", "a\r\nX-Injected: 1")]
    public async Task ServiceRequest_HeaderNotAllowed_IsRefused(string name, string value)
    {
        await using var upstream = FakeUpstream.Ok();
        ArgumentException? refused = null;
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.Access, access: context =>
                {
                    refused = Assert.Throws<ArgumentException>(() => context.ServiceRequest.SetHeader(name, value));
                    return default;
                }),
            ]);

        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        Assert.NotNull(refused);
    }

    [Theory]
    [InlineData("Content-Length: 11\r\n", "hello world")]
    [InlineData("Transfer-Encoding: chunked\r\n", "b\r\nhello world\r\n0\r\n\r\n")]
    public async Task ReadBody_WholeBody_IsSeenAndStillSent(string framing, string sent)
    {
        await using var upstream = FakeUpstream.Ok();
        string? seen = null;
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.Access, access: async context =>
                {
                    var body = await context.Request.ReadBodyAsync(1000, context.Aborted);
                    seen = Encoding.ASCII.GetString(body!.Value.Span);
                }),
            ]);

        await gateway.SendAsync($"POST / HTTP/1.1\r\nHost: h\r\n{framing}\r\n{sent}");

        Assert.Equal("hello world", seen);
        Assert.Equal("hello world", Assert.Single(upstream.Requests).Body);
    }

    [Fact]
    public async Task ReadBody_LargerThanLimit_GivesNullAndIsStillSent()
    {
        var body = new string('z', 200_000);
        await using var upstream = FakeUpstream.Ok();
        var given = true;
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.Access, access: async context =>
                    given = await context.Request.ReadBodyAsync(100, context.Aborted) is not null),
            ]);

        await gateway.SendAsync($"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        Assert.False(given);
        Assert.Equal(body, Assert.Single(upstream.Requests).Body);
    }

    [Fact]
    public async Task Authenticate_LaterPluginIsResolvedForTheConsumer()
    {
        var consumer = new ConsumerConfig { Id = Configurations.Id(50), Username = "alice", CustomId = "c-1" };
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with
            {
                Consumers = [consumer],
                Plugins =
                [
                    Configurations.Plugin("before", 101, config: Label("before-all")),
                    Configurations.Plugin("before", 102, consumer: consumer.Id, config: Label("before-alice")),
                    Configurations.Plugin("auth", 103),
                    Configurations.Plugin("after", 104, config: Label("after-all")),
                    Configurations.Plugin("after", 105, consumer: consumer.Id, config: Label("after-alice")),
                ],
            },
            null,
            null,
            Plugin("before", 30, PluginPhases.Access | PluginPhases.Log),
            new TestPlugin("auth", 20, PluginPhases.Access)
            {
                Calls = _calls,
                IsAuthentication = true,
                Access = static context =>
                {
                    if (context.Request.Headers.ContainsKey("X-Alice")
                        && context.Consumers.TryFindConsumer("alice", out var found))
                    {
                        context.Client.Authenticate(found, null);
                    }

                    return default;
                },
            },
            Plugin("after", 10, PluginPhases.Access | PluginPhases.Log));

        await gateway.GetAsync("/", "X-Consumer-Username: forged\r\n");
        await AssertCallsAsync("before-all:access", "auth:access", "after-all:access", "before-all:log", "after-all:log");
        _calls.Clear();
        await gateway.GetAsync("/", "X-Alice: 1\r\nX-Consumer-Groups: forged\r\n");
        await AssertCallsAsync("before-all:access", "auth:access", "after-alice:access", "before-all:log", "after-alice:log");

        var (anonymous, alice) = (upstream.Requests.First(), upstream.Requests.Last());
        Assert.Null(anonymous["X-Consumer-Username"]);
        Assert.Equal("alice", alice["X-Consumer-Username"]);
        Assert.Equal("c-1", alice["X-Consumer-Custom-ID"]);
        Assert.Equal(consumer.Id.ToString(), alice["X-Consumer-ID"]);
        Assert.Equal("true", alice["X-Anonymous-Consumer"]);
        Assert.Null(alice["X-Consumer-Groups"]);
    }

    [Fact]
    public async Task ConsumerHeaders_NoAuthenticationOnTheRoute_ArePassedOn()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        await gateway.GetAsync("/", "X-Consumer-Username: bob\r\n");

        Assert.Equal("bob", Assert.Single(upstream.Requests)["X-Consumer-Username"]);
    }

    [Fact]
    public async Task MayBlock_HandlersBlock_OtherRequestsAreServedMeanwhile()
    {
        using var goOn = new ManualResetEventSlim();
        using var blocked = new SemaphoreSlim(0);
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                new TestPlugin("slow", 1, PluginPhases.Access)
                {
                    IsBlocking = true,
                    Access = context =>
                    {
                        if (context.Request.Path == "/blocks")
                        {
                            blocked.Release();
                            goOn.Wait(TimeSpan.FromSeconds(30));
                        }

                        return default;
                    },
                },
            ]);

        // As many as there are event loops would do to stop an event loop that runs handlers itself.
        var stuck = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => gateway.GetAsync("/blocks")).ToList();
        foreach (var _ in stuck)
        {
            Assert.True(await blocked.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        var other = await gateway.GetAsync("/other");
        goOn.Set();

        Assert.Equal(200, other.Status);
        Assert.All(await Task.WhenAll(stuck), static response => Assert.Equal(200, response.Status));
    }

    [Fact]
    public async Task Log_SeesWhatHappened()
    {
        (int Status, long Size, string Source, int Tries, double Proxy) seen = default;
        var done = new TaskCompletionSource();
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            [
                Plugin("a", 1, PluginPhases.Log, log: context =>
                {
                    seen = (context.Response.StatusCode, context.Response.BodySize, context.ResponseSource, context.Tries.Count, context.Timings.Proxy);
                    done.SetResult();
                    return default;
                }),
            ]);

        await gateway.GetAsync("/");
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((200, 5L, "service", 1), (seen.Status, seen.Size, seen.Source, seen.Tries));
        Assert.True(seen.Proxy >= 0);
    }

    private static JsonObject Label(string label) => new() { ["label"] = label };

    private static ValueTask Exit(PluginContext context, int status, string body)
    {
        context.Exit(status, Encoding.ASCII.GetBytes(body), "text/plain");
        return default;
    }

    [Theory]
    [InlineData("GET", "200 OK", true)]
    [InlineData("HEAD", "200 OK", false)]
    [InlineData("GET", "204 No Content", false)]
    public async Task BodyFilter_EmptyBody_SeesItsEndWhereThereMayBeOne(string method, string status, bool isSeen)
    {
        var pieces = new ConcurrentQueue<(int Length, bool IsLast)>();
        await using var upstream = new FakeUpstream(_ => $"HTTP/1.1 {status}\r\n{(status.StartsWith("200", StringComparison.Ordinal) ? "Content-Length: 0\r\n" : "")}\r\n");
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("filter", 100)] },
            null,
            tracing,
            new TestPlugin("filter", 1, PluginPhases.HeaderFilter | PluginPhases.BodyFilter)
            {
                HeaderFilter = static context => context.Response.Headers.ContentLength = null,
                BodyFilter = (PluginContext _, ref BodyPiece piece) =>
                {
                    pieces.Enqueue((piece.Data.Length, piece.IsLast));
                    piece.Data = "more"u8.ToArray();
                },
            });
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync($"{method} / HTTP/1.1\r\nHost: h\r\n\r\n");
            var response = await client.ReadResponseAsync(isHead: method == "HEAD");
            Assert.Equal(isSeen ? "more" : "", response.Body);
        }

        Assert.Equal(isSeen ? [(0, true), (0, true)] : [], pieces);
        await Eventually.TrueAsync(() => tracing.Traces.Count == 2, "two traces");
        Assert.All(tracing.Traces, trace => Assert.Empty(TraceVerifier.Verify(trace)));
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task ServiceHeaders_AreWhatCame_WhateverPluginsMakeOfIt()
    {
        var seen = new ConcurrentQueue<string>();
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response("x", headers: "X-A: came\r\nX-B: 1\r\nX-B: 2\r\nConnection: keep-alive\r\n"));
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("changing", 100), Configurations.Plugin("looking", 101)] },
            null,
            null,
            new TestPlugin("changing", 2, PluginPhases.HeaderFilter) { HeaderFilter = static context => context.Response.Headers["X-A"] = "changed" },
            new TestPlugin("looking", 1, PluginPhases.HeaderFilter)
            {
                Needs = PluginNeeds.ServiceHeaders,
                HeaderFilter = context => seen.Enqueue(
                    $"{context.Response.Headers["X-A"]} {context.Response.ServiceHeaders["X-A"]} {context.Response.ServiceHeaders["X-B"]} {context.Response.ServiceHeaders.Connection}"),
            });
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            Assert.Equal("changed", (await client.ReadResponseAsync())["X-A"]);
        }

        Assert.Equal(["changed came 1,2 keep-alive", "changed came 1,2 keep-alive"], seen);
    }

    private TestPlugin Plugin(
        string name,
        int priority,
        PluginPhases phases = All,
        Func<PluginContext, ValueTask>? rewrite = null,
        Func<PluginContext, ValueTask>? access = null,
        Func<PluginContext, ValueTask>? response = null,
        Action<PluginContext>? headerFilter = null,
        TestPlugin.BodyFilterHandler? bodyFilter = null,
        Func<PluginContext, ValueTask>? log = null)
        => new(name, priority, phases)
        {
            Calls = _calls,
            Rewrite = rewrite,
            Access = access,
            Response = response,
            HeaderFilter = headerFilter,
            BodyFilter = bodyFilter,
            Log = log,
        };

    private static Task<GatewayFixture> StartAsync(IPEndPoint upstream, TestPlugin[] plugins, PluginConfig[]? configs = null)
        => GatewayFixture.StartAsync(
            Configurations.Proxy(upstream) with
            {
                Plugins = [.. configs ?? plugins.Select((plugin, index) => Configurations.Plugin(plugin.Name, 100 + index))],
            },
            null,
            null,
            plugins);

    // The log phase runs after the client has its response.
    private async Task AssertCallsAsync(params string[] expected)
    {
        await Eventually.TrueAsync(() => _calls.Count >= expected.Length, $"{expected.Length} calls: {string.Join(' ', _calls)}");
        Assert.Equal(expected, _calls);
    }
}
