namespace Sightglass.Plugins.RateLimiting;

/// <summary>The periods of limits, shortest first.</summary>
internal enum Period
{
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}
