namespace Sightglass.Cluster.Messages;

/// <summary>
/// The bound the node keeps from now on. A share cannot be lowered below what is recorded already, so the effective one may be higher
/// than asked for; what it gave back may be handed to another node.
/// </summary>
public sealed record SessionShareResult
{
    /// <summary>The effective share.</summary>
    public required int TraceShare { get; init; }

    /// <summary>Traces recorded so far; see <see cref="SessionProgress.Recorded"/>.</summary>
    public required int Recorded { get; init; }
}
