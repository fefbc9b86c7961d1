namespace Sightglass.Plugins.Prometheus;

internal sealed record PrometheusOptions(bool PerConsumer, bool StatusCodes, bool Latencies, bool Bandwidth, bool UpstreamHealth);
