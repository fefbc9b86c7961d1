namespace Sightglass.Plugins.Jwt;

internal sealed record JwtOptions
{
    public required string[] UriParamNames { get; init; }
    public required string[] CookieNames { get; init; }
    public required string[] HeaderNames { get; init; }
    public required string KeyClaimName { get; init; }
    public bool SecretIsBase64 { get; init; }
    public bool VerifyExp { get; init; }
    public bool VerifyNbf { get; init; }

    /// <summary>Seconds; 0 for no limit.</summary>
    public double MaximumExpiration { get; init; }
    public string? Anonymous { get; init; }
    public bool RunOnPreflight { get; init; }
    public string? Realm { get; init; }
}
