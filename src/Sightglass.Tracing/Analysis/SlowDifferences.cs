using System.Collections.Immutable;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Analysis;

/// <summary>Where slow requests differ from fast ones.</summary>
public static class SlowDifferences
{
    /// <summary>Compares the slowest requests with the rest, step by step.</summary>
    /// <param name="traces">The requests.</param>
    /// <param name="share">Which share of them, at least one, counts as slow. Default a tenth.</param>
    /// <returns>The steps, the one that explains most first; nothing for fewer than two requests.</returns>
    public static ImmutableArray<SlowDifference> Of(IReadOnlyCollection<Trace> traces, double share = 0.1)
    {
        if (traces.Count < 2)
        {
            return [];
        }

        var bySpeed = traces.OrderByDescending(trace => trace.Root.Duration).Select(SelfTimes).ToList();
        var count = Math.Clamp((int)(traces.Count * share), 1, traces.Count - 1);
        var slow = bySpeed[..count];
        var fast = bySpeed[count..];
        return
        [
            .. bySpeed.SelectMany(times => times.Keys).Distinct()
                .Select(name => new SlowDifference(
                    name,
                    SpanCatalogue.CategoryOf(name),
                    Median(slow, name),
                    Median(fast, name),
                    Share(slow, name),
                    Share(fast, name)))
                .OrderByDescending(difference => difference.Difference)
                .ThenBy(difference => difference.Name, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, long> SelfTimes(Trace trace)
    {
        var tree = TraceTree.Of(trace);
        var times = new Dictionary<string, long>();
        for (var index = 0; index < trace.Spans.Length; index++)
        {
            var name = trace.Spans[index].Name;
            times[name] = times.GetValueOrDefault(name) + SelfTime.Of(tree, index);
        }

        return times;
    }

    private static long Median(List<Dictionary<string, long>> requests, string name) =>
        Percentiles.Of(requests.Select(times => times.GetValueOrDefault(name))).P50;

    private static double Share(List<Dictionary<string, long>> requests, string name) =>
        (double)requests.Count(times => times.ContainsKey(name)) / requests.Count;
}
