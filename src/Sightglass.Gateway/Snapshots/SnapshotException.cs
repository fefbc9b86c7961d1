namespace Sightglass.Gateway.Snapshots;

/// <summary>A configuration that cannot be served: every problem found, each with the entity it is in. What was served before still is.</summary>
public sealed class SnapshotException(IReadOnlyList<string> errors)
    : Exception($"The configuration cannot be served: {string.Join("; ", errors)}")
{
    /// <summary>One line per problem.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
