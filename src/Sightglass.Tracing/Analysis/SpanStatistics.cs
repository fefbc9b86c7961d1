using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Analysis;

/// <summary>What many traces' spans have in common, by name.</summary>
public static class SpanStatistics
{
    /// <summary>The statistics of every name, the one with most self time first.</summary>
    public static ImmutableArray<SpanStatistic> Of(IEnumerable<Trace> traces)
    {
        var byName = new Dictionary<string, Samples>();
        var number = 0;
        foreach (var trace in traces)
        {
            number++;
            var tree = TraceTree.Of(trace);
            for (var index = 0; index < trace.Spans.Length; index++)
            {
                var span = trace.Spans[index];
                ref var samples = ref CollectionsMarshal.GetValueRefOrAddDefault(byName, span.Name, out _);
                samples ??= new Samples();
                samples.Durations.Add(span.Duration);
                samples.SelfTimes.Add(SelfTime.Of(tree, index));
                samples.Errors += span.Status == SpanStatus.Error ? 1 : 0;
                samples.Traces += samples.LastTrace == number ? 0 : 1;
                samples.LastTrace = number;
            }
        }

        return
        [
            .. byName
                .Select(pair => pair.Value.ToStatistic(pair.Key))
                .OrderByDescending(statistic => statistic.TotalSelfTime)
                .ThenBy(statistic => statistic.Name, StringComparer.Ordinal),
        ];
    }

    private sealed class Samples
    {
        public List<long> Durations { get; } = [];

        public List<long> SelfTimes { get; } = [];

        public int Errors { get; set; }

        public int Traces { get; set; }

        public int LastTrace { get; set; }

        public SpanStatistic ToStatistic(string name) => new(
            name,
            SpanCatalogue.CategoryOf(name),
            Traces,
            Errors,
            Percentiles.Of(Durations),
            Percentiles.Of(SelfTimes),
            SelfTimes.Sum());
    }
}
