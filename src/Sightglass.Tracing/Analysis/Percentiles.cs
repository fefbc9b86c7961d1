namespace Sightglass.Tracing.Analysis;

/// <summary>How values are spread. Percentiles by nearest rank: each is one of the values.</summary>
public readonly record struct Percentiles(int Count, long Min, long P50, long P90, long P95, long P99, long Max, double Mean)
{
    /// <summary>Takes the percentiles of some values; all are 0 where there are none.</summary>
    public static Percentiles Of(IEnumerable<long> values)
    {
        var sorted = values.ToArray();
        if (sorted.Length == 0)
        {
            return default;
        }

        Array.Sort(sorted);
        return new Percentiles(sorted.Length, sorted[0], At(50), At(90), At(95), At(99), sorted[^1], sorted.Average());

        long At(int percent) => sorted[(int)Math.Ceiling(percent * (long)sorted.Length / 100.0) - 1];
    }
}
