using System.Net;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.OpenTelemetry;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Logging;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Tests.OpenTelemetry;

/// <summary>What a collector gets of a request that was recorded.</summary>
public sealed class SpanExportTests
{
    private readonly TraceRecorderPool _pool = new();

    [Fact]
    public async Task Log_WholeRequest_ExportsItsSpansInTheirTree()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var context = Context();

        await ExportAsync(collector, context);

        var spans = collector.Spans;
        Assert.Equal(
            [
                "kong", "kong.access.plugin.key-auth", "kong.balancer", "kong.balancer", "kong.dns", "kong.header_filter.plugin.cors", "kong.internal.request",
                "kong.rewrite.plugin.correlation-id", "kong.router",
            ],
            spans.Select(span => span.Span.Name).Order(StringComparer.Ordinal));
        Assert.All(spans, span => Assert.Equal(context.Trace!.TraceId.ToHexString(), span.TraceId));
        var root = One(spans, "kong");
        Assert.Null(root.ParentSpanId);
        Assert.Equal(SpanKind.Server, root.Kind);
        Assert.Equal(
            [
                "http.method=GET", "http.url=https://api.example.com/pets?x=1", "http.host=api.example.com", "http.scheme=https", "http.flavor=1.1",
                "http.client_ip=203.0.113.7", "net.peer.ip=203.0.113.7", "kong.request.id=0123456789abcdef0123456789abcdef", "http.status_code=200", "http.route=/pets",
            ],
            Attributes(root));
        var call = One(spans, "kong.internal.request");
        Assert.Equal(["http.url=https://idp.example/token", "http.method=POST", "http.flavor=1.1", "http.status_code=201"], Attributes(call));
        Assert.Equal(One(spans, "kong.access.plugin.key-auth").SpanId, call.ParentSpanId);
        Assert.Equal(SpanKind.Client, call.Kind);
        Assert.All(
            spans.Where(span => span.Span.Name is not ("kong" or "kong.internal.request")),
            span => Assert.Equal(root.SpanId, span.Span.ParentSpanId));
    }

    [Fact]
    public async Task Log_NameAndTries_ExportsWhatCameOfThem()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var context = Context();

        await ExportAsync(collector, context);

        var spans = collector.Spans;
        var name = One(spans, "kong.dns");
        Assert.Equal(SpanKind.Client, name.Kind);
        Assert.Equal(["dns.record.domain=app.example", "dns.record.port=8080", "dns.record.ip=10.0.0.7"], Attributes(name));
        Assert.Equal(AttributeType.Double, name.Attributes[1].Value.Type);
        var tries = spans.Where(span => span.Span.Name == "kong.balancer").Select(span => span.Span).OrderBy(span => span.StartTime).ToArray();
        Assert.Equal(["try_count=1", "net.peer.ip=10.0.0.6", "net.peer.port=8080", "net.peer.name=app.example", "http.status_code=502"], Attributes(tries[0]));
        Assert.Equal((SpanStatus.Error, SpanStatus.Unset), (tries[0].Status, tries[1].Status));
        Assert.Equal(AttributeType.Int, tries[0].Attributes[4].Value.Type);
        Assert.Equal(["try_count=2", "net.peer.ip=10.0.0.7", "net.peer.port=8080", "net.peer.name=app.example"], Attributes(tries[1]));

        // The upstream was told of the try that answered, which lasts until its answer has ended.
        Assert.Equal($"00-{context.Trace!.TraceId}-{tries[1].SpanId}-01", context.ServiceRequest.GetHeader("traceparent").ToString());
        Assert.Equal(Milliseconds(20), tries[1].EndTime - tries[1].StartTime);
        Assert.Equal(Milliseconds(3), tries[0].EndTime - tries[0].StartTime);
    }

    [Fact]
    public async Task Log_Failures_AreEventsOfTheirSpans()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var context = Context(trace =>
        {
            var plugin = trace.Start(SpanNames.Plugin("access", "broken"), 0);
            trace.AddException(plugin, new InvalidOperationException("it broke"), 5);
            trace.End(plugin, 6);
            var dns = trace.Add(SpanNames.Dns, TraceRecorder.Root, 7, 9);
            trace.Set(dns, AttributeKeys.ProxyKongDnsDomain, "none.example");
            trace.Fail(dns, "dns server error: 3 name error");
        });

        await ExportAsync(collector, context);

        var plugin = One(collector.Spans, "kong.access.plugin.broken");
        Assert.Equal(SpanStatus.Error, plugin.Status);
        var happened = Assert.Single(plugin.Events);
        Assert.Equal(("exception", "exception.message", "it broke"), (happened.Name, happened.Attributes[0].Key, happened.Attributes[0].Value.AsString));
        var dns = One(collector.Spans, "kong.dns");
        Assert.Equal(["dns.record.domain=none.example"], Attributes(dns));
        Assert.Equal("dns server error: 3 name error", Assert.Single(dns.Events).Attributes[0].Value.AsString);
    }

    [Theory]
    [InlineData(TracingInstrumentation.Request, "kong")]
    [InlineData(TracingInstrumentation.Request | TracingInstrumentation.Router | TracingInstrumentation.Balancer, "kong,kong.balancer,kong.balancer,kong.router")]
    [InlineData(TracingInstrumentation.Request | TracingInstrumentation.HttpClient, "kong,kong.internal.request")]
    [InlineData(TracingInstrumentation.Request | TracingInstrumentation.PluginHeaderFilter | TracingInstrumentation.PluginRewrite, "kong,kong.header_filter.plugin.cors,kong.rewrite.plugin.correlation-id")]
    public async Task Instrumentations_SomeOnly_LeaveTheOthersOut(TracingInstrumentation instrumentations, string names)
    {
        await using var collector = await OtlpReceiver.StartAsync();

        await ExportAsync(collector, Context(), instrumentations: instrumentations);

        Assert.Equal(names.Split(','), collector.Spans.Select(span => span.Span.Name).Order(StringComparer.Ordinal));
        Assert.All(
            collector.Spans.Where(span => span.Span.Name != "kong"),
            span => Assert.Equal(One(collector.Spans, "kong").SpanId, span.Span.ParentSpanId));
    }

    [Fact]
    public async Task Request_ToTheCollector_IsWhatOtlpSays()
    {
        await using var collector = await OtlpReceiver.StartAsync();

        await ExportAsync(
            collector, Context(), """, "headers":{"Authorization":"Bearer x"}, "resource_attributes":{"service.name":"shop","deployment.environment":"test"}""");

        var (head, body) = Assert.Single(collector.Requests);
        Assert.Equal(("POST", "application/x-protobuf", "Bearer x"), (head.Method, head.ContentType, head.Authorization));
        var resource = new WireMessage(body).One(1);
        var attributes = resource.One(1).Attributes(1);
        Assert.Equal("string:shop", attributes["service.name"]);
        Assert.Equal("string:test", attributes["deployment.environment"]);
        Assert.Equal($"string:{PluginFactory.NodeId}", attributes["service.instance.id"]);
        Assert.Matches(@"^string:\d+\.\d+\.\d+", attributes["service.version"]);
        Assert.Equal(("kong-internal", "0.1.0"), (resource.One(2).One(1).Text(1), resource.One(2).One(1).Text(2)));
    }

    [Theory]
    [InlineData(202)]
    [InlineData(500)]
    public async Task Collector_AnythingBut200_IsSentAgain(int status)
    {
        await using var collector = await OtlpReceiver.StartAsync(status, status);

        await ExportAsync(collector, Context());

        Assert.Equal(9, collector.Spans.Count);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(1.0, 1)]
    public async Task Log_AccessNeverRan_TheNodesRateDecides(double rate, int expected)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using (var handler = Handler(collector, "", TracingInstrumentation.Request, rate))
        {
            await handler.LogAsync(Context());
        }

        Assert.Equal(expected, collector.Spans.Count);
    }

    [Fact]
    public async Task Log_NotSampled_ExportsNothing()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var context = Context();
        context.Request.Headers["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

        await ExportAsync(collector, context);

        Assert.Empty(collector.Requests);
    }

    [Fact]
    public async Task Logs_OfTheRequest_AreCorrelated()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var context = Context();
        context.Request.Headers["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var now = TraceRecorder.Now();
        context.LogsValue.Add(new RequestLogEntry(now, LogLevel.Error, "key-auth", "no such key", context.Trace!.Find("kong.access.plugin.key-auth")));
        context.LogsValue.Add(new RequestLogEntry(now + 1, LogLevel.Warning, "gateway", "late", context.Trace!.Find("kong.phase.access")));
        context.LogsValue.Add(new RequestLogEntry(now + 2, LogLevel.Information, "gateway", "early", TraceRecorder.None));

        await ExportAsync(collector, context, $$""","logs_endpoint":"{{collector.Address}}v1/logs" """);

        var logs = collector.Logs;
        Assert.Equal(["no such key", "late", "early"], logs.Select(log => log.One(5).Text(1)));
        Assert.Equal([(17, "ERR"), (13, "WARN"), (9, "INFO")], logs.Select(log => ((int)log.Number(2), log.Text(3))));
        Assert.All(logs, log => Assert.Equal("0af7651916cd43dd8448eb211c80319c", log.Hex(9)));
        Assert.All(logs, log => Assert.Equal(1u, log.Number(8)));
        Assert.Equal(One(collector.Spans, "kong.access.plugin.key-auth").SpanId.ToHexString(), logs[0].Hex(10));
        Assert.Equal(One(collector.Spans, "kong").SpanId.ToHexString(), logs[1].Hex(10));
        Assert.Equal("", logs[2].Hex(10));
        Assert.Equal("string:0123456789abcdef0123456789abcdef", logs[0].Attributes(6)["request.id"]);
        Assert.Equal("string:key-auth", logs[0].Attributes(6)["sightglass.log.source"]);
        Assert.True(logs[0].Number(1) > 0 && logs[0].Number(1) == logs[0].Number(11));
    }

    [Fact]
    public async Task Logs_WithoutTraces_HaveNoTrace()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var context = new FakePluginContext();
        context.LogsValue.Add(new RequestLogEntry(TraceRecorder.Now(), LogLevel.Error, "gateway", "alone", TraceRecorder.None));
        await using (var handler = PluginFactory.Create(new OpenTelemetryPlugin(), $$"""{"logs_endpoint":"{{collector.Address}}v1/logs"}"""))
        {
            Assert.Equal(PluginNeeds.Logs, handler.Needs);
            await handler.AccessAsync(context);
            await handler.LogAsync(context);
        }

        var log = Assert.Single(collector.Logs);
        Assert.Equal(("alone", "", ""), (log.One(5).Text(1), log.Hex(9), log.Hex(10)));
        Assert.Empty(context.ServiceRequest.Changed);
    }

    /// <summary>Runs access and log; what is queued is sent when the handler goes.</summary>
    private static async Task ExportAsync(
        OtlpReceiver collector,
        FakePluginContext context,
        string config = "",
        TracingInstrumentation instrumentations = TracingInstrumentation.All)
    {
        await using var handler = Handler(collector, config, instrumentations, 1);
        Assert.True(handler.Needs.HasFlag(PluginNeeds.Trace));
        await handler.AccessAsync(context);
        await handler.LogAsync(context);
    }

    private static PluginHandler Handler(OtlpReceiver collector, string config, TracingInstrumentation instrumentations, double rate) => PluginFactory.Create(
        new OpenTelemetryPlugin(),
        $$"""{"traces_endpoint":"{{collector.Address}}v1/traces","propagation":{"extract":["w3c"],"inject":["w3c"],"default_format":"w3c"}{{config}}}""",
        instrumentations: instrumentations,
        samplingRate: rate);

    private static Span One(IEnumerable<(string TraceId, Span Span)> spans, string name) => Assert.Single(spans, span => span.Span.Name == name).Span;

    private static IEnumerable<string> Attributes(Span span) => span.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}");

    private static long Ticks(long milliseconds) => milliseconds * System.Diagnostics.Stopwatch.Frequency / 1_000;

    private static long Milliseconds(long milliseconds) => milliseconds * 1_000_000;

    /// <summary>A request at its log phase, with what a gateway records of it.</summary>
    private FakePluginContext Context(Action<TraceRecorder>? record = null)
    {
        var context = new FakePluginContext
        {
            RouteValue = new RouteConfig { Id = Guid.NewGuid(), Paths = ["/pets"] },
            TraceValue = _pool.Rent(),
        };
        context.Request.SchemeValue = "https";
        context.Request.PathValue = "/pets";
        context.Request.QueryStringValue = "x=1";
        context.Request.Headers.Host = "API.example.com:8443";
        context.Response.StatusCode = 200;
        var trace = context.TraceValue;
        trace.Begin(Ticks(0));
        if (record is null)
        {
            Record(context, trace);
        }
        else
        {
            record(trace);
        }

        trace.Finish(Ticks(100));
        trace.Start(SpanNames.PhaseLog, Ticks(101));
        return context;
    }

    private static void Record(FakePluginContext context, TraceRecorder trace)
    {
        var rewrite = trace.Start(SpanNames.PhaseRewrite, Ticks(1));
        trace.End(trace.Start(SpanNames.Plugin("rewrite", "correlation-id"), Ticks(1)), Ticks(2));
        trace.End(rewrite, Ticks(2));
        var access = trace.Start(SpanNames.PhaseAccess, Ticks(2));
        trace.End(trace.Start(SpanNames.Router, Ticks(2)), Ticks(3));
        var plugin = trace.Start(SpanNames.Plugin("access", "key-auth"), Ticks(3));
        var scope = trace.Io(plugin);
        scope.Start(SpanNames.IoHttpConnect, LatencyKind.HttpClient, Ticks(4)).End(Ticks(5));
        var call = scope.Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, Ticks(5));
        call.Set(AttributeKeys.UrlFull, "https://idp.example/token");
        call.Set(AttributeKeys.HttpRequestMethod, "POST");
        call.Set(AttributeKeys.HttpResponseStatusCode, 201);
        call.End(Ticks(8));
        scope.Start(SpanNames.Redis("get"), LatencyKind.Redis, Ticks(8)).End(Ticks(9));
        trace.End(plugin, Ticks(10));
        trace.End(access, Ticks(10));

        var selection = trace.StartAside(SpanNames.UpstreamSelection, TraceRecorder.Root, Ticks(10));
        var first = Try(trace, selection, 1, "10.0.0.6", 10);
        var dns = trace.Add(SpanNames.Dns, first, Ticks(10), Ticks(11));
        trace.Set(dns, AttributeKeys.ProxyKongDnsDomain, "app.example");
        trace.Set(dns, AttributeKeys.ProxyKongDnsEntry, """[{"qname":"app.example","cache_hit":false,"answers":[{"data":"10.0.0.7","ttl":1}]}]""");
        trace.Fail(first, "connection refused");
        trace.End(first, Ticks(13));
        var second = Try(trace, selection, 2, "10.0.0.7", 14);
        trace.End(second, Ticks(16));
        trace.End(selection, Ticks(16));
        context.TriesValue.Add(new UpstreamTry(0, 0, IPAddress.Parse("10.0.0.6"), 8080, "failed", 502));
        context.TriesValue.Add(new UpstreamTry(0, 0, IPAddress.Parse("10.0.0.7"), 8080, null, null));
        trace.Add(SpanNames.SendRequestToUpstream, TraceRecorder.Root, Ticks(16), Ticks(17));
        trace.Add(SpanNames.ReadHeadersFromUpstream, TraceRecorder.Root, Ticks(17), Ticks(30));
        var filter = trace.Start(SpanNames.PhaseHeaderFilter, Ticks(30));
        trace.End(trace.Start(SpanNames.Plugin("header_filter", "cors"), Ticks(30)), Ticks(31));
        trace.End(filter, Ticks(31));
        trace.Add(SpanNames.ReadBodyFromUpstream, TraceRecorder.Root, Ticks(31), Ticks(34));
    }

    private static int Try(TraceRecorder trace, int selection, int number, string address, long start)
    {
        var attempt = trace.StartAside(SpanNames.FindUpstream, selection, Ticks(start));
        trace.TryUpstream(attempt);
        trace.Set(attempt, AttributeKeys.TryCount, number);
        trace.Set(attempt, AttributeKeys.NetworkPeerAddress, address);
        trace.Set(attempt, AttributeKeys.NetworkPeerPort, 8080);
        trace.Set(attempt, AttributeKeys.NetworkPeerName, "app.example");
        return attempt;
    }
}
