using System.Buffers;
using System.Text;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Prometheus;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Plugins.Tests.Prometheus;

public sealed class PrometheusTests
{
    private const string Everything =
        """{"per_consumer":true,"status_code_metrics":true,"latency_metrics":true,"bandwidth_metrics":true,"upstream_health_metrics":true}""";

    [Fact]
    public async Task Collect_AfterRequests_ShowsEveryMetric()
    {
        var plugin = new PrometheusPlugin();
        var handler = PluginFactory.Create(plugin, Everything);
        await handler.LogAsync(Request(200, "service", 12, 3, 7));
        await handler.LogAsync(Request(200, "service", 120, 30, 70));
        await handler.LogAsync(Request(401, "exit", 1, 1, -1));

        var text = Collect(plugin);

        Assert.Contains("# TYPE kong_http_requests_total counter\n", text);
        Assert.Contains("kong_http_requests_total{service=\"s \\\"1\\\"\",route=\"r\",code=\"200\",source=\"service\",workspace=\"default\",consumer=\"ann\"} 2\n", text);
        Assert.Contains("code=\"401\",source=\"kong\",workspace=\"default\",consumer=\"ann\"} 1\n", text);
        Assert.Contains("kong_bandwidth_bytes{service=\"s \\\"1\\\"\",route=\"r\",direction=\"ingress\",workspace=\"default\",consumer=\"ann\"} 360\n", text);
        Assert.Contains("direction=\"egress\",workspace=\"default\",consumer=\"ann\"} 300\n", text);
        Assert.Contains("kong_kong_latency_ms_bucket{service=\"s \\\"1\\\"\",route=\"r\",workspace=\"default\",le=\"1\"} 1\n", text);
        Assert.Contains("kong_kong_latency_ms_bucket{service=\"s \\\"1\\\"\",route=\"r\",workspace=\"default\",le=\"30\"} 3\n", text);
        Assert.Contains("kong_kong_latency_ms_sum{service=\"s \\\"1\\\"\",route=\"r\",workspace=\"default\"} 34\n", text);
        Assert.Contains("kong_upstream_latency_ms_bucket{service=\"s \\\"1\\\"\",route=\"r\",workspace=\"default\",le=\"80\"} 2\n", text);
        Assert.Contains("kong_upstream_latency_ms_count{service=\"s \\\"1\\\"\",route=\"r\",workspace=\"default\"} 2\n", text);
        Assert.Contains("kong_request_latency_ms_bucket{service=\"s \\\"1\\\"\",route=\"r\",workspace=\"default\",le=\"+Inf\"} 3\n", text);
        Assert.Contains("kong_node_info{node_id=\"0f3c8f4e-64d3-4c1f-9a3a-1f4be8a2d9c1\",version=\"0.1.0\"} 1\n", text);
        Assert.Contains("state=\"active\"} 3\n", text);
        Assert.Contains("kong_datastore_reachable 1\n", text);
        Assert.Contains("kong_upstream_target_health{upstream=\"u\",target=\"t:80\",address=\"10.0.0.1:80\",state=\"healthy\",subsystem=\"http\"} 1\n", text);
        Assert.Contains("kong_upstream_target_health{upstream=\"u\",target=\"t:80\",address=\"10.0.0.1:80\",state=\"unhealthy\",subsystem=\"http\"} 0\n", text);
    }

    [Fact]
    public async Task Collect_Text_FollowsTheFormat()
    {
        var plugin = new PrometheusPlugin();
        await PluginFactory.Create(plugin, Everything).LogAsync(Request(200, "service", 12, 3, 7));

        var family = "";
        foreach (var line in Collect(plugin).TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
            }

            Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+=""([^""\\]|\\.)*"",?)+\})? -?[0-9.eE+-]+)$", line);
            Assert.True(line.StartsWith('#') || line.StartsWith(family, StringComparison.Ordinal), line);
        }
    }

    [Fact]
    public async Task LogAsync_NothingAsked_CountsNothing()
    {
        var plugin = new PrometheusPlugin();

        await PluginFactory.Create(plugin).LogAsync(Request(200, "service", 1, 1, 1));

        var text = Collect(plugin);
        Assert.DoesNotContain("route=\"r\"", text);
        Assert.DoesNotContain("kong_upstream_target_health", text);
        Assert.Contains("kong_node_info", text);
    }

    [Fact]
    public async Task LogAsync_NoRoute_IsNotCounted()
    {
        var plugin = new PrometheusPlugin();
        var context = Request(404, "exit", 1, 1, -1);
        context.RouteValue = null;

        await PluginFactory.Create(plugin, Everything).LogAsync(context);

        Assert.DoesNotContain("kong_http_requests_total{", Collect(plugin));
    }

    [Fact]
    public async Task LogAsync_WithoutPerConsumer_LeavesTheLabelEmpty()
    {
        var plugin = new PrometheusPlugin();

        await PluginFactory.Create(plugin, """{"status_code_metrics":true}""").LogAsync(Request(200, "service", 1, 1, 1));

        Assert.Contains("consumer=\"\"} 1\n", Collect(plugin));
    }

    [Fact]
    public async Task DisposeAsync_LastInstanceWithHealth_HidesIt()
    {
        var plugin = new PrometheusPlugin();
        var handler = PluginFactory.Create(plugin, Everything);
        Assert.Contains("kong_upstream_target_health", Collect(plugin));

        await handler.DisposeAsync();

        Assert.DoesNotContain("kong_upstream_target_health", Collect(plugin));
    }

    [Fact]
    public async Task LogAsync_TooManyLabels_CountsWhatItDrops()
    {
        var plugin = new PrometheusPlugin();
        var handler = PluginFactory.Create(plugin, """{"status_code_metrics":true}""");
        var context = Request(200, "service", 1, 1, 1);
        for (var i = 0; i < 10_005; i++)
        {
            context.RouteValue = new RouteConfig { Id = Guid.Empty, Name = $"r{i}" };
            await handler.LogAsync(context);
        }

        Assert.Contains("kong_metrics_dropped_total 5\n", Collect(plugin));
    }

    [Fact]
    public async Task LogAsync_KnownSeries_AllocatesNothing()
    {
        var handler = PluginFactory.Create(new PrometheusPlugin(), Everything);
        var context = Request(200, "service", 12, 3, 7);
        await handler.LogAsync(context);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            await handler.LogAsync(context);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static FakePluginContext Request(int status, string source, double total, double kong, double proxy)
    {
        var context = new FakePluginContext
        {
            RouteValue = new RouteConfig { Id = Guid.NewGuid(), Name = "r" },
            ServiceValue = new ServiceConfig { Id = Guid.NewGuid(), Name = "s \"1\"", Host = "h" },
            TimingsValue = new RequestTimings(0, total, kong, proxy, 0),
            Source = source,
        };
        context.Response.StatusCode = status;
        context.Response.BodySizeValue = 10;
        context.Client.Authenticate(new ConsumerConfig { Id = Guid.Empty, Username = "ann" }, null);
        return context;
    }

    private static string Collect(PrometheusPlugin plugin)
    {
        var output = new ArrayBufferWriter<byte>();
        plugin.Collect(new MetricsWriter(output), new NodeStatus
        {
            NodeId = PluginFactory.NodeId,
            Version = "0.1.0",
            ConnectionsActive = 3,
            ConnectionsAccepted = 10,
            TotalRequests = 20,
            DatastoreReachable = true,
            Targets = [new TargetHealth("u", "t:80", "10.0.0.1:80", "healthy")],
        });
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
