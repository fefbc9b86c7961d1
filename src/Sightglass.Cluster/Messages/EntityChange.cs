using System.Text.Json;

namespace Sightglass.Cluster.Messages;

/// <summary>One entity that was put or deleted.</summary>
public sealed record EntityChange
{
    /// <summary>The declarative format's collection, for example <c>services</c>.</summary>
    public required string Collection { get; init; }

    public required Guid Id { get; init; }

    /// <summary>The whole entity as it now is; absent when it was deleted.</summary>
    public JsonElement? Entity { get; init; }
}
