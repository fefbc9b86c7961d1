using Sightglass.Plugins.RateLimiting;

namespace Sightglass.Plugins.ResponseRateLimiting;

internal sealed record ResponseRateLimitingOptions
{
    public required NamedLimits[] Limits { get; init; }
    public required string HeaderName { get; init; }
    public LimitBy LimitBy { get; init; }
    public bool FaultTolerant { get; init; }
    public bool BlockOnFirstViolation { get; init; }
    public bool HideClientHeaders { get; init; }
    public Guid Route { get; init; }
    public Guid Service { get; init; }
}
