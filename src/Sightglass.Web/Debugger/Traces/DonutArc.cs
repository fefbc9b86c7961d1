using Sightglass.Tracing.Model;
using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>One piece of the latency donut.</summary>
/// <param name="Slice">What it stands for.</param>
/// <param name="Path">Its outline on a plane of 100 × 100.</param>
public readonly record struct DonutArc(LatencySlice Slice, string Path)
{
    private const double Outer = 48;
    private const double Inner = 31;
    private const double Center = 50;

    // A full circle has no chord to draw an arc over; a hair less looks the same.
    private const double Full = 99.99;

    /// <summary>The pieces that have a share, clockwise from the top.</summary>
    public static IReadOnlyList<DonutArc> Of(LatencyBreakdown latency) =>
        [.. LatencySlices.Of(latency).Where(s => s.Percent > 0).Select(s => new DonutArc(s, Outline(s.StartPercent, Math.Min(s.Percent, Full))))];

    private static string Outline(double start, double share)
    {
        var end = start + share;
        var large = share > 50 ? 1 : 0;
        return $"M{At(Outer, start)}A{Outer} {Outer} 0 {large} 1 {At(Outer, end)}L{At(Inner, end)}A{Inner} {Inner} 0 {large} 0 {At(Inner, start)}Z";
    }

    private static string At(double radius, double percent)
    {
        var (sine, cosine) = Math.SinCos(percent / 100 * Math.Tau);
        return SvgNumber.Plain(Center + (radius * sine)) + " " + SvgNumber.Plain(Center - (radius * cosine));
    }
}
