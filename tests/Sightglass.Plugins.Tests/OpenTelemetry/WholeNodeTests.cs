using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Node;

namespace Sightglass.Plugins.Tests.OpenTelemetry;

/// <summary>A whole node with the plugin, between a client, an upstream and a collector. What is queued is sent when the node stops.</summary>
public sealed class WholeNodeTests : IDisposable
{
    private const string ClientTrace = "0af7651916cd43dd8448eb211c80319c";

    private readonly string _prefix = Directory.CreateTempSubdirectory("sightglass-otel-").FullName;
    private readonly HttpClient _client = new();
    private readonly ConcurrentQueue<string> _told = new();

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_prefix, recursive: true);
    }

    [Fact]
    public async Task Request_Sampled_TheUpstreamsParentIsAnExportedSpan()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await UpstreamAsync();
        await using (var node = await StartAsync(upstream, collector))
        {
            await GetAsync(node, "/pets", $"00-{ClientTrace}-b7ad6b7169203331-01");
        }

        var spans = collector.Spans;
        Assert.All(spans, span => Assert.Equal(ClientTrace, span.TraceId));
        Assert.Equal(
            [
                "kong", "kong.access.plugin.key-auth", "kong.access.plugin.opentelemetry", "kong.balancer",
                "kong.header_filter.plugin.opentelemetry", "kong.router",
            ],
            spans.Select(span => span.Span.Name).Order(StringComparer.Ordinal));
        var root = spans.Single(span => span.Span.Name == "kong").Span;
        Assert.Equal("b7ad6b7169203331", root.ParentSpanId?.ToHexString());
        var balancer = spans.Single(span => span.Span.Name == "kong.balancer").Span;
        Assert.Equal($"00-{ClientTrace}-{balancer.SpanId}-01", Assert.Single(_told));
        Assert.Equal(root.SpanId, balancer.ParentSpanId);
        Assert.True(balancer.EndTime <= root.EndTime && balancer.StartTime >= root.StartTime);
    }

    [Fact]
    public async Task Request_EndedByAnotherPlugin_IsExportedByTheNodesRate()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await UpstreamAsync();
        await using (var node = await StartAsync(upstream, collector))
        {
            using var refused = await _client.GetAsync(new Uri($"http://{node.ProxyAddresses[0]}/pets"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        var root = collector.Spans.Single(span => span.Span.Name == "kong").Span;
        Assert.Contains(root.Attributes, attribute => attribute.Key == "http.status_code" && attribute.Value.AsInt == 401);
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("off", 1)]
    [InlineData("all", 0)]
    public async Task Request_NotRecorded_TellsTheUpstreamSoAndExportsNothing(string instrumentations, double rate)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await UpstreamAsync();
        await using (var node = await StartAsync(upstream, collector, instrumentations, rate))
        {
            await GetAsync(node, "/pets", $"00-{ClientTrace}-b7ad6b7169203331-01");
        }

        Assert.Matches($"^00-{ClientTrace}-[0-9a-f]{{16}}-00$", Assert.Single(_told));
        Assert.Empty(collector.Requests);
    }

    [Fact]
    public async Task Logs_OfARequest_CarryItsTrace()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var upstream = await UpstreamAsync();
        await using (var node = await StartAsync(upstream, collector))
        {
            await GetAsync(node, "/pets", "nonsense");
        }

        var log = Assert.Single(collector.Logs);
        Assert.Equal("invalid W3C traceparent header; ignoring.", log.One(5).Text(1));
        Assert.Equal(collector.Spans[0].TraceId, log.Hex(9));
        Assert.Equal(collector.Spans.Single(span => span.Span.Name == "kong.access.plugin.opentelemetry").Span.SpanId.ToHexString(), log.Hex(10));
        Assert.Equal("string:opentelemetry", log.Attributes(6)["sightglass.log.source"]);
    }

    private Task<WebServer> UpstreamAsync() => WebServer.StartAsync(context =>
    {
        _told.Enqueue(context.Request.Headers.TraceParent.ToString());
        return Task.CompletedTask;
    });

    private Task<GatewayNode> StartAsync(WebServer upstream, OtlpReceiver collector, string instrumentations = "all", double rate = 1)
    {
        var read = SettingsReader.Read(new SettingsSources
        {
            Flags = new Dictionary<string, string>
            {
                ["prefix"] = _prefix,
                ["proxy_listen"] = "127.0.0.1:0",
                ["admin_listen"] = "off",
                ["status_listen"] = "off",
                ["tracing_instrumentations"] = instrumentations,
                ["tracing_sampling_rate"] = FormattableString.Invariant($"{rate}"),
                ["declarative_config_string"] = $$$"""
                    {"_format_version": "3.0",
                     "services": [{"name": "s", "url": "{{{upstream.Address}}}", "routes": [{"name": "r", "paths": ["/pets"]}]}],
                     "consumers": [{"username": "u", "keyauth_credentials": [{"key": "k"}]}],
                     "plugins": [{"name": "key-auth"},
                                 {"name": "opentelemetry", "config": {
                                    "traces_endpoint": "{{{collector.Address}}}v1/traces", "logs_endpoint": "{{{collector.Address}}}v1/logs",
                                    "http_response_header_for_traceid": "X-Trace-Id"}}]}
                    """,
            },
        });
        Assert.True(read.Succeeded, string.Join('\n', read.Errors));
        return GatewayNode.StartAsync(
            read.Settings!, BundledPlugins.All, "0.1.0", LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning).AddProvider(new Quiet())), TimeProvider.System, CancellationToken.None);
    }

    private async Task GetAsync(GatewayNode node, string path, string traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{node.ProxyAddresses[0]}{path}");
        request.Headers.Add("apikey", "k");
        request.Headers.Add("traceparent", traceParent);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(response.Headers.GetValues("X-Trace-Id")));
    }

    /// <summary>A log that is on, so that requests have entries, and goes nowhere.</summary>
    private sealed class Quiet : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
