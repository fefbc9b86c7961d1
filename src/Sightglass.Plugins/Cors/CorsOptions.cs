namespace Sightglass.Plugins.Cors;

internal sealed record CorsOptions
{
    public required OriginPolicy Origins { get; init; }
    public required string Methods { get; init; }
    public string? Headers { get; init; }
    public string? ExposedHeaders { get; init; }

    /// <summary>Seconds, as text.</summary>
    public string? MaxAge { get; init; }
    public bool Credentials { get; init; }
    public bool PrivateNetwork { get; init; }
    public bool PreflightContinue { get; init; }
    public bool AllowOriginAbsent { get; init; }
}
