using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>Whether a node can do what its configuration asks for, as far as it has said.</summary>
internal sealed record CompatibilityStatus(string State, ImmutableArray<CompatibilityIssue> Issues)
{
    public static CompatibilityStatus From(Node node) => new(
        !node.ConfigErrors.IsEmpty ? "COMPATIBILITY_STATE_INCOMPATIBLE"
        : node.Online ? "COMPATIBILITY_STATE_FULLY_COMPATIBLE"
        : "COMPATIBILITY_STATE_UNKNOWN",
        [.. node.ConfigErrors.Select(error => new CompatibilityIssue(
            "CONFIG_REFUSED",
            "error",
            error.Path.Length == 0 ? error.Message : $"{error.Path}: {error.Message}",
            "Change the entity, or upgrade the node. It goes on serving by the configuration it had."))]);
}

/// <summary>One thing a node cannot do.</summary>
internal sealed record CompatibilityIssue(string Code, string Severity, string Description, string Resolution);
