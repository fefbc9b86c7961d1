using System.Globalization;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>One configured limit and what its headers say.</summary>
internal sealed class Limit(Period period, double max)
{
    public Period Period => period;

    /// <summary>Requests that are let through: a fraction lets one more in.</summary>
    public long Max { get; } = (long)Math.Ceiling(max);

    public string MaxText { get; } = max.ToString(CultureInfo.InvariantCulture);

    public string LimitHeader { get; } = $"X-RateLimit-Limit-{Periods.Title(period)}";

    public string RemainingHeader { get; } = $"X-RateLimit-Remaining-{Periods.Title(period)}";
}
