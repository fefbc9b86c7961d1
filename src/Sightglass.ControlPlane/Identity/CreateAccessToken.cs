namespace Sightglass.ControlPlane.Identity;

/// <summary>A token to make.</summary>
public sealed record CreateAccessToken
{
    /// <summary>1 to 256 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Seconds it is good for: 86,400 (a day) to 31,536,000 (a year, the default).</summary>
    public int TtlSeconds { get; init; } = 31_536_000;
}
