namespace Sightglass.Plugins.HmacAuth;

internal sealed record HmacAuthOptions
{
    public bool HideCredentials { get; init; }

    /// <summary>Seconds.</summary>
    public double ClockSkew { get; init; } = 300;
    public string? Anonymous { get; init; }
    public bool ValidatesBody { get; init; }
    public IReadOnlyList<string> EnforcedHeaders { get; init; } = [];
    public IReadOnlyList<string> Algorithms { get; init; } = HmacSignature.Algorithms;
    public string? Realm { get; init; }
}
