using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>What is to change; null leaves as it is.</summary>
public sealed record PatchDebugSession
{
    public string? Name { get; init; }

    /// <summary>Replaces all labels.</summary>
    public ImmutableDictionary<string, string>? Labels { get; init; }

    public int? RetentionDays { get; init; }
}
