namespace Sightglass.Plugins.RateLimiting;

internal sealed record RateLimitingOptions
{
    public required Limit[] Limits { get; init; }
    public LimitBy LimitBy { get; init; }
    public string? HeaderName { get; init; }
    public string? Path { get; init; }
    public bool FaultTolerant { get; init; }
    public bool HideClientHeaders { get; init; }
    public int ErrorCode { get; init; }
    public required string ErrorMessage { get; init; }
    public Guid Route { get; init; }
    public Guid Service { get; init; }
}
