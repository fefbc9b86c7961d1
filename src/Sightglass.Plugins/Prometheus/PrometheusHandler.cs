using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Prometheus;

internal sealed class PrometheusHandler : PluginHandler
{
    private readonly PrometheusPlugin _plugin;
    private readonly PrometheusOptions _options;
    private readonly TrafficMetrics _traffic;

    public PrometheusHandler(PrometheusPlugin plugin, PrometheusOptions options, TrafficMetrics traffic)
    {
        _plugin = plugin;
        _options = options;
        _traffic = traffic;
        if (options.UpstreamHealth)
        {
            plugin.ShowHealth(true);
        }
    }

    public override ValueTask LogAsync(PluginContext context)
    {
        if (context.Route is not { } route)
        {
            return default;
        }

        var service = context.Service is { } known ? known.Name ?? known.Host : "";
        var routeName = route.Name ?? route.Id.ToString("D");
        var consumer = _options.PerConsumer ? context.Client.Consumer?.Username ?? "" : "";
        if (_options.StatusCodes)
        {
            _traffic.CountRequest(service, routeName, context.Response.StatusCode, context.ResponseSource == "service" ? "service" : "kong", consumer);
        }

        if (_options.Bandwidth)
        {
            _traffic.CountBytes(service, routeName, "ingress", consumer, context.Request.HeadSize + context.Request.BodySize);
            _traffic.CountBytes(service, routeName, "egress", consumer, context.Response.HeadSize + context.Response.BodySize);
        }

        if (_options.Latencies)
        {
            _traffic.Observe(service, routeName, context.Timings);
        }

        return default;
    }

    public override ValueTask DisposeAsync()
    {
        if (_options.UpstreamHealth)
        {
            _plugin.ShowHealth(false);
        }

        return base.DisposeAsync();
    }
}
