using System.Globalization;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Plugins.Prometheus;

/// <summary>Values counted by bucket.</summary>
/// <param name="bounds">The upper bounds of the buckets, ascending.</param>
internal sealed class Histogram(double[] bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        lock (_lock)
        {
            _counts[bucket]++;
            _sum += value;
        }
    }

    public void Write(MetricsWriter writer, ReadOnlySpan<MetricLabel> labels)
    {
        long[] counts;
        double sum;
        lock (_lock)
        {
            counts = [.. _counts];
            sum = _sum;
        }

        var total = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            writer.Sample("_bucket", total, labels, new MetricLabel("le", bound));
        }

        writer.Sample("_count", total, labels, default);
        writer.Sample("_sum", sum, labels, default);
    }
}
