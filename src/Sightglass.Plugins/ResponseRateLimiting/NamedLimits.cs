using Sightglass.Plugins.RateLimiting;

namespace Sightglass.Plugins.ResponseRateLimiting;

/// <summary>The limits of one name, and the headers that tell of them.</summary>
internal sealed class NamedLimits(string name, Limit[] limits)
{
    public string Name => name;

    public Limit[] Limits => limits;

    public string RemainingHeader { get; } = $"X-RateLimit-Remaining-{name}";

    public string[] LimitHeaders { get; } = Array.ConvertAll(limits, limit => $"X-RateLimit-Limit-{name}-{Periods.Name(limit.Period)}");

    public string[] RemainingHeaders { get; } = Array.ConvertAll(limits, limit => $"X-RateLimit-Remaining-{name}-{Periods.Name(limit.Period)}");
}
