using System.Globalization;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>One configured limit and what its headers say.</summary>
internal sealed class Limit(Period period, long max)
{
    public Period Period => period;

    public long Max => max;

    public string MaxText { get; } = max.ToString(CultureInfo.InvariantCulture);

    public string LimitHeader { get; } = $"X-RateLimit-Limit-{Periods.Title(period)}";

    public string RemainingHeader { get; } = $"X-RateLimit-Remaining-{Periods.Title(period)}";
}
