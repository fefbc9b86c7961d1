using Sightglass.Tracing.Model;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>Lays the four categories of a request's time end to end, for stacked bars, donuts and tables.</summary>
internal static class LatencySlices
{
    /// <summary>Client, internal, third party, upstream: always four, in this order; they cover 100 % unless the total is zero.</summary>
    public static IReadOnlyList<LatencySlice> Of(LatencyBreakdown latency)
    {
        ReadOnlySpan<(string, string, long)> parts =
        [
            ("Client", "client", latency.Client),
            ("Internal", "gateway", latency.Internal),
            ("Third party", "third-party", latency.ThirdParty),
            ("Upstream", "upstream", latency.Upstream),
        ];

        var slices = new LatencySlice[parts.Length];
        long before = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (label, css, share) = parts[i];
            slices[i] = new LatencySlice(label, css, share, Percent(before, latency.Total), Percent(share, latency.Total));
            before += share;
        }

        return slices;
    }

    /// <summary>One sentence for those who hear the chart: <c>total 12.3 ms: client 1.00 ms, internal …</c>.</summary>
    public static string Describe(LatencyBreakdown latency) =>
        $"total {Format.Durations.Short(latency.Total)}: " + string.Join(", ", Of(latency)
            .Select(s => $"{s.Label.ToLowerInvariant()} {Format.Durations.Short(s.Nanoseconds)}"));

    private static double Percent(long part, long total) => total <= 0 ? 0 : 100.0 * part / total;
}
