using System.Net;
using System.Net.Sockets;
using System.Text;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Verify;

namespace Sightglass.Gateway.Tests.Pipeline;

/// <summary>The spans of debugger.md 2 and 3, recorded from real requests. Every trace is checked against the catalogue.</summary>
public sealed class TracingTests
{
    [Fact]
    public async Task Proxied_FirstRequestOfAConnection_HasExactlyTheSpansOfItsSteps()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(Configurations.Proxy(upstream.EndPoint), client => client.GetAsync("/a?secret=1"));

        Assert.Equal(
            [
                "kong", "kong.read_client_http_headers", "kong.phase.rewrite", "kong.phase.access", "kong.router", "kong.upstream.selection",
                "kong.upstream.find_upstream", "kong.send_request_to_upstream", "kong.read_headers_from_upstream", "kong.phase.header_filter",
                "kong.read_body_from_upstream", "kong.phase.body_filter", "kong.wait_for_client_read", "kong.phase.log",
            ],
            Names(trace).Order(SpanOrder.Instance));
        Assert.Equal("http://gateway.test/a", Text(trace.Root, "url.full"));
        Assert.Equal("http", Text(trace.Root, "url.scheme"));
        Assert.Equal("GET", Text(trace.Root, "http.request.method"));
        Assert.Equal("gateway.test", Text(trace.Root, "http.request.header.host"));
        Assert.Equal("127.0.0.1", Text(trace.Root, "client.address"));
        Assert.Equal("1.1", Text(trace.Root, "network.protocol.version"));
        Assert.Equal(trace.RequestId, Text(trace.Root, "kong.request.id"));
        Assert.Equal(200, Number(trace.Root, "http.response.status_code"));
        Assert.Equal(200, Number(trace.Root, "proxy.kong.upstream_status_code"));
        Assert.Equal(5, Number(trace.Root, "http.response.body.size"));
        Assert.Equal("GET /a?secret=1 HTTP/1.1\r\nHost: gateway.test\r\n\r\n".Length, Number(trace.Root, "http.request.size"));
        Assert.Equal(Configurations.Id(2).ToString(), Text(trace.Root, "proxy.kong.route_id"));
        Assert.Equal(Configurations.Id(1).ToString(), Text(trace.Root, "proxy.kong.service_id"));
        var router = Single(trace, "kong.router");
        Assert.Equal("yes", Text(router, "proxy.kong.router.matched"));
        Assert.Equal("/a", Text(router, "proxy.kong.router.upstream_path"));
        var attempt = Single(trace, "kong.upstream.find_upstream");
        Assert.Equal("127.0.0.1", Text(attempt, "network.peer.address"));
        Assert.Equal(upstream.EndPoint.Port, Number(attempt, "network.peer.port"));
        Assert.Equal(1, Number(attempt, "try_count"));
        Assert.Equal("kong.phase.access", Parent(trace, router).Name);
        Assert.Equal("kong.upstream.selection", Parent(trace, attempt).Name);
    }

    [Fact]
    public async Task Proxied_ResponseSize_IsWhatTheClientReceived()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, response) = await RecordAsync(Configurations.Proxy(upstream.EndPoint), client => client.GetAsync("/"));

        Assert.Equal(response.Head.Length + response.Body.Length, Number(trace.Root, "http.response.size"));
    }

    [Fact]
    public async Task Proxied_ConnectionKept_SecondTraceSaysSo()
    {
        await using var upstream = FakeUpstream.Ok();
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(Configurations.Proxy(upstream.EndPoint), null, tracing);
        using var client = await gateway.ConnectAsync();
        await client.GetAsync("/");
        var afterFirst = DateTime.UtcNow;
        await client.GetAsync("/");

        var traces = await tracing.TakeAsync(2);

        Assert.All(traces, Verify);
        Assert.False(Flag(traces[0].Root, "proxy.kong.client_KA"));
        Assert.True(Flag(traces[1].Root, "proxy.kong.client_KA"));
        Assert.Equal(2, Number(traces[1].Root, "proxy.kong.client.connection.request_count"));
        Assert.False(Flag(Single(traces[0], "kong.upstream.find_upstream"), "keepalive"));
        Assert.True(Flag(Single(traces[1], "kong.upstream.find_upstream"), "keepalive"));
        Assert.Equal("yes", Text(Single(traces[1], "kong.router"), "proxy.kong.router.cache_hit"));

        // The time the connection was idle belongs to neither request.
        Assert.True(traces[1].Root.StartTime >= ((afterFirst - DateTime.UnixEpoch).Ticks * 100) - 1_000_000);
    }

    [Fact]
    public async Task NoRoute_RouterSpanFails()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint, route => route with { Paths = ["/only"] }),
            client => client.GetAsync("/other"));

        Assert.Equal("no", Text(Single(trace, "kong.router"), "proxy.kong.router.matched"));
        Assert.DoesNotContain("kong.upstream.selection", Names(trace));
        Assert.Contains("kong.wait_for_client_read", Names(trace));
        Assert.False(trace.Root.TryGet("proxy.kong.route_id", out _));
        Assert.Equal(404, Number(trace.Root, "http.response.status_code"));
    }

    [Fact]
    public async Task Plugins_EachPhaseHasItsSpans()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("p")] },
            client => client.GetAsync("/"),
            new TestPlugin("p", 1, PluginPhases.Rewrite | PluginPhases.Access | PluginPhases.HeaderFilter | PluginPhases.BodyFilter | PluginPhases.Log)
            {
                Access = async _ => await Task.Yield(),
            });

        foreach (var phase in (string[])["rewrite", "access", "header_filter", "body_filter", "log"])
        {
            var span = Single(trace, $"kong.{phase}.plugin.p");
            Assert.Equal($"kong.phase.{phase}", Parent(trace, span).Name);
            Assert.Equal(Configurations.Id(100).ToString(), Text(span, "proxy.kong.plugin.instance_id"));
        }

        Assert.True(Number(Single(trace, "kong.body_filter.plugin.p"), "proxy.kong.plugin.execution_time") > 0);
        Assert.True(Single(trace, "kong.phase.log").StartTime >= trace.Root.EndTime);
    }

    [Fact]
    public async Task Plugin_Exits_SpanTellsStatusAndMessage()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("p")] },
            client => client.GetAsync("/"),
            new TestPlugin("p", 1, PluginPhases.Access)
            {
                Access = static context =>
                {
                    context.ExitWithError(403, "not you");
                    return default;
                },
            });

        var span = Single(trace, "kong.access.plugin.p");
        Assert.Equal(403, Number(span, "proxy.kong.plugin.http.response.status_code"));
        Assert.Equal("not you", Text(span, "proxy.kong.plugin.http.response.status_message"));
        Assert.False(trace.Root.TryGet("proxy.kong.upstream_status_code", out _));
    }

    [Fact]
    public async Task Plugin_Throws_SpanHasTheException()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("p")] },
            client => client.GetAsync("/"),
            new TestPlugin("p", 1, PluginPhases.Access) { Access = static _ => throw new InvalidOperationException("broken") });

        var span = Single(trace, "kong.access.plugin.p");
        Assert.Equal(SpanStatus.Error, span.Status);
        Assert.Equal("exception", Assert.Single(span.Events).Name);
    }

    [Fact]
    public async Task ResponsePhase_HasItsSpan()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("p")] },
            client => client.GetAsync("/"),
            new TestPlugin("p", 1, PluginPhases.Response));

        Assert.Equal("kong.phase.response", Parent(trace, Single(trace, "kong.response.plugin.p")).Name);
    }

    [Fact]
    public async Task SlowUpstream_TimeIsChargedToIt()
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await Task.Delay(400);
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            await Task.Delay(400);
            await connection.SendAsync("hello");
            await connection.WaitForCloseAsync();
        });
        var (trace, _) = await RecordAsync(Configurations.Proxy(upstream.EndPoint), client => client.GetAsync("/"));

        Assert.True(trace.Latency.Upstream >= 500_000_000, trace.Latency.ToString());
        Assert.True(Single(trace, "kong.read_headers_from_upstream").Duration >= 250_000_000);
        Assert.True(Single(trace, "kong.read_body_from_upstream").Duration >= 250_000_000);
    }

    [Fact]
    public async Task SlowClient_TimeIsChargedToIt()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint),
            async client =>
            {
                await client.SendAsync("POST / HTTP/1.1\r\nHost: gate");
                await Task.Delay(400);
                await client.SendAsync("way.test\r\nContent-Length: 4\r\n\r\nbo");
                await Task.Delay(400);
                return await client.SendRequestAsync("dy");
            });

        Assert.True(trace.Latency.Client >= 500_000_000, trace.Latency.ToString());
        Assert.True(trace.Latency.Upstream < trace.Latency.Client / 2, trace.Latency.ToString());
        Assert.True(Single(trace, "kong.read_client_http_headers").Duration >= 250_000_000);
        Assert.True(Single(trace, "kong.read_client_http_body").Duration >= 250_000_000);
        Assert.Equal(4, Number(trace.Root, "http.request.body.size"));
    }

    [Fact]
    public async Task ClientReadsSlowly_WaitIsChargedToIt()
    {
        const int Pieces = 20_000;
        var sent = 0;
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Pieces * 1024}\r\n\r\n");
            var piece = new byte[1024];
            for (; sent < Pieces; sent++)
            {
                await connection.SendAsync(piece);
            }

            await connection.WaitForCloseAsync();
        });
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint),
            async client =>
            {
                await client.SendAsync("GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n");

                // Once nothing moves any more, all buffers on the way are full, and what everybody waits for is this client.
                var before = -1;
                while (before != Volatile.Read(ref sent) || before == 0)
                {
                    before = Volatile.Read(ref sent);
                    await Task.Delay(400);
                }

                await Task.Delay(400);
                return await client.ReadResponseAsync();
            });

        Assert.True(trace.Latency.Client >= 350_000_000, trace.Latency.ToString());
    }

    [Fact]
    public async Task SlowPlugin_TimeIsTheGatewaysOwn()
    {
        await using var upstream = FakeUpstream.Ok();
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("p")] },
            client => client.GetAsync("/"),
            new TestPlugin("p", 1, PluginPhases.Access) { Access = static async _ => await Task.Delay(100) });

        Assert.True(trace.Latency.Internal >= 90_000_000, trace.Latency.ToString());
        Assert.True(Single(trace, "kong.access.plugin.p").Duration >= 90_000_000);
    }

    [Fact]
    public async Task Retry_EachTryHasItsSpan()
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            if (connection.Number > 1)
            {
                await connection.SendAsync(FakeUpstream.Response("second"));
                await connection.WaitForCloseAsync();
            }
        });
        var (trace, _) = await RecordAsync(Configurations.Proxy(upstream.EndPoint), client => client.GetAsync("/"));

        var tries = trace.Spans.Where(static span => span.Name == "kong.upstream.find_upstream").ToList();
        Assert.Equal([1, 2], tries.Select(static span => Number(span, "try_count")));
        Assert.Equal(SpanStatus.Error, tries[0].Status);
        Assert.NotEqual(SpanStatus.Error, tries[1].Status);
        Assert.Single(trace.Spans, static span => span.Name == "kong.send_request_to_upstream");
    }

    [Fact]
    public async Task UpstreamRefuses_SelectionFails()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (trace, _) = await RecordAsync(
            Configurations.Proxy((IPEndPoint)closed.LocalEndPoint!, service: service => service with { Retries = 1 }),
            client => client.GetAsync("/"));

        Assert.Equal(2, trace.Spans.Count(static span => span.Name == "kong.upstream.find_upstream"));
        Assert.Equal(SpanStatus.Error, Single(trace, "kong.upstream.selection").Status);
        Assert.DoesNotContain("kong.send_request_to_upstream", Names(trace));
        Assert.Equal(502, Number(trace.Root, "http.response.status_code"));
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
    }

    [Fact]
    public async Task UpstreamDiesInsideBody_TraceIsWholeAndSaysSo()
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        });
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(Configurations.Proxy(upstream.EndPoint), null, tracing);
        await Assert.ThrowsAnyAsync<IOException>(() => gateway.GetAsync("/"));

        var trace = await tracing.SingleAsync();

        Verify(trace);
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
        Assert.Equal(SpanStatus.Error, Single(trace, "kong.read_body_from_upstream").Status);
    }

    [Fact]
    public async Task Post_StreamedBody_SpansCoverIt()
    {
        await using var upstream = FakeUpstream.Ok();
        var body = new string('b', 500_000);
        var (trace, _) = await RecordAsync(
            Configurations.Proxy(upstream.EndPoint),
            client => client.SendRequestAsync($"POST / HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

        Assert.Equal(body.Length, Number(trace.Root, "http.request.body.size"));
        Assert.Contains("kong.read_client_http_body", Names(trace));
    }

    [Theory]
    [InlineData(RequestStage.Headers)]
    [InlineData(RequestStage.Routed)]
    [InlineData(RequestStage.Accessed)]
    [InlineData(RequestStage.ResponseHead)]
    internal async Task Stage_NobodyWantsTheRequestAnyMore_ItIsServedAndNotRecorded(RequestStage last)
    {
        await using var upstream = FakeUpstream.Ok();
        var tracing = new RecordingTracing { Wants = (context, stage) => stage != last || context.RawTarget != "/unwanted" };
        await using var gateway = await GatewayFixture.StartAsync(Configurations.Proxy(upstream.EndPoint), null, tracing);
        using var client = await gateway.ConnectAsync();

        Assert.Equal("hello", (await client.GetAsync("/unwanted")).Body);
        Assert.Equal("hello", (await client.GetAsync("/wanted")).Body);

        var trace = await tracing.SingleAsync();
        Assert.Equal("http://gateway.test/wanted", Text(trace.Root, "url.full"));
        Assert.Equal(last, tracing.Stages.ElementAt((int)last));
        Assert.Equal(RequestStage.Headers, tracing.Stages.ElementAt((int)last + 1));
    }

    [Fact]
    public async Task SessionBeginsWhileConnectionIsIdle_FirstTraceIsWhole()
    {
        await using var upstream = FakeUpstream.Ok();
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(Configurations.Proxy(upstream.EndPoint), null, tracing);
        gateway.Host.Runtime.Gate.Active = false;
        using var client = await gateway.ConnectAsync();
        await client.GetAsync("/");
        gateway.Host.Runtime.Gate.Active = true;
        await client.GetAsync("/");

        Verify(await tracing.SingleAsync());
    }

    private static async Task<(Trace Trace, RawResponse Response)> RecordAsync(
        GatewayConfiguration configuration,
        Func<RawClient, Task<RawResponse>> exchange,
        params Plugin[] plugins)
    {
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(configuration, null, tracing, plugins);
        using var client = await gateway.ConnectAsync();
        var response = await exchange(client);
        var trace = await tracing.SingleAsync();
        Verify(trace);
        return (trace, response);
    }

    private static void Verify(Trace trace)
    {
        var violations = TraceVerifier.Verify(trace);
        Assert.True(violations.IsEmpty, string.Join('\n', violations) + "\n" + Describe(trace));
    }

    private static string Describe(Trace trace)
    {
        var text = new StringBuilder();
        foreach (var span in trace.Spans)
        {
            text.AppendLine($"{span.StartTime - trace.Root.StartTime,12} {span.Duration,12} {span.Name}");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Names(Trace trace) => trace.Spans.Select(static span => span.Name);

    private static Span Single(Trace trace, string name) => Assert.Single(trace.Spans, span => span.Name == name);

    private static Span Parent(Trace trace, Span span) => Assert.Single(trace.Spans, candidate => candidate.SpanId == span.ParentSpanId);

    private static string Text(Span span, string name) => span.TryGet(name, out var value) ? value.AsString : "(none)";

    private static long Number(Span span, string name)
    {
        Assert.True(span.TryGet(name, out var value), $"{span.Name} has no {name}");
        return value.AsInt;
    }

    private static bool Flag(Span span, string name)
    {
        Assert.True(span.TryGet(name, out var value), $"{span.Name} has no {name}");
        return value.AsBool;
    }

    /// <summary>The order in which the steps begin; spans that may begin at the same instant are told apart by it.</summary>
    private sealed class SpanOrder : IComparer<string>
    {
        public static readonly SpanOrder Instance = new();

        private static readonly string[] Order =
        [
            "kong", "kong.read_client_http_headers", "kong.phase.rewrite", "kong.phase.access", "kong.router", "kong.upstream.selection",
            "kong.upstream.find_upstream", "kong.send_request_to_upstream", "kong.read_headers_from_upstream", "kong.phase.header_filter",
            "kong.read_body_from_upstream", "kong.phase.body_filter", "kong.wait_for_client_read", "kong.phase.log",
        ];

        public int Compare(string? x, string? y) => Array.IndexOf(Order, x).CompareTo(Array.IndexOf(Order, y));
    }
}
