using System.Text;
using Sightglass.Configuration.Schema;
using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Gateway.Tests.Node;

/// <summary>What a scraper of <c>/metrics</c> reads.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly NodeFixture _nodes = new();

    [Fact]
    public async Task Metrics_AfterRequests_CountThem()
    {
        await using var node = await _nodes.StartAsync(Configuration(), [], ("status_listen", "127.0.0.1:0"));
        using (var client = await RawClient.ConnectAsync(node.ProxyAddresses[0]))
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(502, (await client.GetAsync("/")).Status);
            }

            await Eventually.TrueAsync(() => node.Host.Metrics.Requests == 3, "three requests are counted");
            var page = await ReadAsync(node);
            Assert.Contains("\nsightglass_requests_total 3\n", page, StringComparison.Ordinal);
            Assert.Contains("\nsightglass_request_failures_total 3\n", page, StringComparison.Ordinal);
            Assert.Contains("\nsightglass_connections_active 1\n", page, StringComparison.Ordinal);
            Assert.Contains("\nsightglass_connections_accepted_total 1\n", page, StringComparison.Ordinal);
            Assert.Contains($"\nsightglass_configuration_info{{hash=\"{node.Host.Configuration.Hash}\"}} 1\n", page, StringComparison.Ordinal);
            Assert.Contains("\nsightglass_trace_outbox_length 0\n", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Metrics_EveryFamily_HasHelpTypeAndOneBlock()
    {
        await using var node = await _nodes.StartAsync(Configuration(), [new CountingPlugin()], ("status_listen", "127.0.0.1:0"));
        var families = new List<string>();
        string? family = null;
        foreach (var line in (await ReadAsync(node)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            if (words is ["#", "HELP", var named, ..])
            {
                families.Add(family = named);
            }
            else if (words is ["#", "TYPE", ..])
            {
                Assert.Equal(family, words[2]);
                Assert.Contains(words[3], (string[])["counter", "gauge"]);
            }
            else
            {
                Assert.Equal(family, line[..line.IndexOfAny(['{', ' '])]);
            }
        }

        Assert.Equal(families.Distinct(), families);
        Assert.All(families, name => Assert.StartsWith("sightglass_", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_PluginIsConfigured_ItsMetricsAreOnStatusAndAdmin()
    {
        await using var node = await _nodes.StartAsync(
            Configuration("""
                , "plugins": [{"name": "counting"}],
                  "upstreams": [{"name": "u", "targets": [{"target": "127.0.0.1:1"}]}]
                """),
            [new CountingPlugin()],
            ("status_listen", "127.0.0.1:0"),
            ("admin_listen", "127.0.0.1:0"));

        foreach (var address in (System.Net.IPEndPoint[])[node.StatusAddresses[0], node.AdminAddresses[0]])
        {
            using var client = await RawClient.ConnectAsync(address);
            var response = await client.SendRequestAsync($"GET /metrics HTTP/1.1\r\nHost: {address}\r\n\r\n");
            Assert.Equal("text/plain; charset=UTF-8", response["Content-Type"]);
            Assert.Contains("\ncounting_targets{first=\"u 127.0.0.1:1 127.0.0.1:1 healthchecks_off\"} 1\n", response.Body, StringComparison.Ordinal);
            Assert.Contains("\nsightglass_requests_total ", response.Body, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _nodes.Dispose();

    private static string Configuration(string more = "")
        => """{"_format_version": "3.0", "services": [{"name": "s", "url": "http://127.0.0.1:1/", "routes": [{"name": "r", "paths": ["/"]}]}]""" + more + "}";

    private static async Task<string> ReadAsync(GatewayNode node)
    {
        using var client = await RawClient.ConnectAsync(node.StatusAddresses[0]);
        var response = await client.GetAsync("/metrics");
        Assert.Equal(200, response.Status);
        return response.Body;
    }

    /// <summary>A plugin with a metric that says what it was told of targets.</summary>
    private sealed class CountingPlugin : Plugin, IMetricsSource
    {
        public override string Name => "counting";

        public override int Priority => 1;

        public override PluginPhases Phases => PluginPhases.Log;

        public override RecordSchema ConfigSchema => RecordSchema.Empty;

        public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) => new Handler();

        public void Collect(MetricsWriter writer, NodeStatus node)
        {
            var text = new StringBuilder();
            foreach (var target in node.Targets)
            {
                text.Append(target.Upstream).Append(' ').Append(target.Target).Append(' ').Append(target.Address).Append(' ').Append(target.State);
            }

            writer.Family("counting_targets", "gauge", "Targets.");
            writer.Sample(node.Targets.Length, new MetricLabel("first", text.ToString()));
        }

        private sealed class Handler : PluginHandler;
    }
}
