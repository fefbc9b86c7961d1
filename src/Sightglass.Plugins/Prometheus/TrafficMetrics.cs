using System.Globalization;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Plugins.Prometheus;

/// <summary>The metrics of requests, since the process began.</summary>
internal sealed class TrafficMetrics
{
    private static readonly double[] OwnBuckets = [1, 2, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 500, 750, 1000, 3000, 6000];
    private static readonly double[] RequestBuckets = [25, 50, 80, 100, 250, 400, 700, 1000, 2000, 5000, 10000, 30000, 60000];

    private readonly SeriesMap<(string Service, string Route, int Code, string Source, string Consumer), Counter> _requests = new();
    private readonly SeriesMap<(string Service, string Route, string Direction, string Consumer), Counter> _bytes = new();
    private readonly SeriesMap<(string Service, string Route), Histogram> _own = new();
    private readonly SeriesMap<(string Service, string Route), Histogram> _upstream = new();
    private readonly SeriesMap<(string Service, string Route), Histogram> _total = new();

    public void CountRequest(string service, string route, int code, string source, string consumer) =>
        _requests.Find((service, route, code, source, consumer), static () => new Counter())?.Add(1);

    public void CountBytes(string service, string route, string direction, string consumer, long bytes) =>
        _bytes.Find((service, route, direction, consumer), static () => new Counter())?.Add(bytes);

    public void Observe(string service, string route, in RequestTimings timings)
    {
        var key = (service, route);
        _total.Find(key, static () => new Histogram(RequestBuckets))?.Observe(timings.Request);
        _own.Find(key, static () => new Histogram(OwnBuckets))?.Observe(timings.Kong);
        if (timings.Proxy >= 0)
        {
            _upstream.Find(key, static () => new Histogram(RequestBuckets))?.Observe(timings.Proxy);
        }
    }

    public void Write(MetricsWriter writer)
    {
        WriteRequests(writer);
        WriteBytes(writer);
        Write(writer, "kong_kong_latency_ms", "Latency added by the gateway and its plugins, in milliseconds.", _own);
        Write(writer, "kong_upstream_latency_ms", "Latency of upstreams, in milliseconds.", _upstream);
        Write(writer, "kong_request_latency_ms", "Total latency of requests, in milliseconds.", _total);
        writer.Family("kong_metrics_dropped_total", "counter", "Observations dropped because there were too many label combinations.");
        writer.Sample(_requests.Dropped + _bytes.Dropped + _own.Dropped + _upstream.Dropped + _total.Dropped);
    }

    private void WriteRequests(MetricsWriter writer)
    {
        writer.Family("kong_http_requests_total", "counter", "Requests by status.");
        foreach (var (key, counter) in _requests.All())
        {
            writer.Sample(
                counter.Value,
                new("service", key.Service),
                new("route", key.Route),
                new("code", key.Code.ToString(CultureInfo.InvariantCulture)),
                new("source", key.Source),
                new("workspace", "default"),
                new("consumer", key.Consumer));
        }
    }

    private void WriteBytes(MetricsWriter writer)
    {
        writer.Family("kong_bandwidth_bytes", "counter", "Bytes received from and sent to clients.");
        foreach (var (key, counter) in _bytes.All())
        {
            writer.Sample(
                counter.Value,
                new("service", key.Service),
                new("route", key.Route),
                new("direction", key.Direction),
                new("workspace", "default"),
                new("consumer", key.Consumer));
        }
    }

    private static void Write(MetricsWriter writer, string name, string help, SeriesMap<(string Service, string Route), Histogram> series)
    {
        writer.Family(name, "histogram", help);
        foreach (var (key, histogram) in series.All())
        {
            histogram.Write(writer, [new("service", key.Service), new("route", key.Route), new("workspace", "default")]);
        }
    }
}
