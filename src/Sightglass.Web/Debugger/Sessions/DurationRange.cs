namespace Sightglass.Web.Debugger.Sessions;

/// <summary>
/// How long the bars of a list are drawn. Totals differ by factors of thousands, so lengths are logarithmic: the shortest keeps enough
/// width to show its parts, the longest fills the column.
/// </summary>
/// <param name="Shortest">Nanoseconds.</param>
/// <param name="Longest">Nanoseconds.</param>
public readonly record struct DurationRange(long Shortest, long Longest)
{
    private const double Least = 0.12;

    public static DurationRange Of(IReadOnlyCollection<TraceRow> rows) =>
        rows.Count == 0 ? default : new DurationRange(rows.Min(r => r.Total), rows.Max(r => r.Total));

    /// <summary>The part of the column's width that a total takes, from 0.12 to 1.</summary>
    public double Scale(long total)
    {
        if (Longest <= Shortest)
        {
            return 1;
        }

        // Never the logarithm of zero: a nanosecond is the least there is.
        var (low, high) = (Math.Log(Math.Max(1, Shortest)), Math.Log(Math.Max(1, Longest)));
        var place = (Math.Log(Math.Max(1, total)) - low) / (high - low);
        return high <= low ? 1 : Least + ((1 - Least) * Math.Clamp(place, 0, 1));
    }
}
