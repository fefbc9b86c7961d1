using System.Collections.Immutable;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>What is to change; null leaves as it is.</summary>
public sealed record PatchControlPlane
{
    public string? Name { get; init; }

    /// <summary>An empty text removes it.</summary>
    public string? Description { get; init; }

    public string? AuthType { get; init; }

    public ImmutableArray<ProxyUrl>? ProxyUrls { get; init; }

    /// <summary>Replaces all labels.</summary>
    public ImmutableDictionary<string, string>? Labels { get; init; }
}
