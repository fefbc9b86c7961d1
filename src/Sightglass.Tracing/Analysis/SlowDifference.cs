using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis;

/// <summary>What one kind of step takes in slow requests, and in the rest. Times in nanoseconds, per request.</summary>
/// <param name="Name">The spans' name.</param>
/// <param name="Category">What they are about.</param>
/// <param name="SlowMedian">The median over the slow requests of all self time under this name; 0 for a request without it.</param>
/// <param name="FastMedian">The same over the rest.</param>
/// <param name="SlowShare">The share of the slow requests that have such a span, from 0 to 1.</param>
/// <param name="FastShare">The share of the rest.</param>
public sealed record SlowDifference(string Name, SpanCategory Category, long SlowMedian, long FastMedian, double SlowShare, double FastShare)
{
    /// <summary>How much more the slow requests spend here; below 0 when they spend less.</summary>
    public long Difference => SlowMedian - FastMedian;
}
