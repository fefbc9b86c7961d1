using System.Collections.Immutable;
using System.Text.Json;

namespace Sightglass.Cluster.Messages;

/// <summary>
/// The configuration the node is to serve by: the whole (<see cref="Config"/>) or what changed since <see cref="BaseHash"/>
/// (<see cref="Changes"/>). Exactly one of the two is present.
/// </summary>
public sealed record ConfigUpdateParams
{
    /// <summary>Hash of the result: 32 hex digits. The node checks it before it applies anything.</summary>
    public required string Hash { get; init; }

    /// <summary>The whole, in the declarative format (flat form).</summary>
    public JsonElement? Config { get; init; }

    /// <summary>What the changes start from. A node that has another answers with <see cref="Rpc.RpcErrorCode.BaseMismatch"/>.</summary>
    public string? BaseHash { get; init; }

    /// <summary>The changes, in an order that can be applied one by one.</summary>
    public ImmutableArray<EntityChange>? Changes { get; init; }
}
