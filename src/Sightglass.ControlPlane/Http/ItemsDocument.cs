using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sightglass.ControlPlane.Http;

/// <summary>A list in the shape of certificates and nodes: <c>{items, page}</c>.</summary>
internal sealed record ItemsDocument<T>(ImmutableArray<T> Items, ItemsPage Page);

internal sealed record ItemsPage(int TotalCount)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }
}

/// <summary>One of them: <c>{item}</c>.</summary>
internal sealed record ItemDocument<T>(T Item);
