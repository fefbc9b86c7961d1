namespace Sightglass.ControlPlane.Entities;

/// <summary>Which entities to list.</summary>
public sealed record EntityQuery
{
    /// <summary>1 to 1,000; default 100.</summary>
    public int Size { get; init; } = 100;

    /// <summary>Where to go on, from <see cref="EntityPage.Offset"/>.</summary>
    public string? Offset { get; init; }

    /// <summary><c>a,b</c> for all of them, <c>a/b</c> for any.</summary>
    public string? Tags { get; init; }
}
