using System.Collections.Immutable;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>Which control planes to list.</summary>
public sealed record ControlPlaneQuery
{
    /// <summary>From 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>1 to 100.</summary>
    public int Size { get; init; } = 10;

    public string? NameEquals { get; init; }

    public string? NameNotEquals { get; init; }

    public string? NameContains { get; init; }

    /// <summary>Any of these; empty for all.</summary>
    public ImmutableArray<Guid> Ids { get; init; } = [];

    /// <summary>Any of these; empty for all.</summary>
    public ImmutableArray<string> ClusterTypes { get; init; } = [];

    public string? ClusterTypeNotEquals { get; init; }

    public bool? CloudGateway { get; init; }

    /// <summary>All of these: key and value, or key and null when it must exist.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Labels { get; init; } = [];

    /// <summary><c>name</c>, <c>created_at</c> or <c>updated_at</c>.</summary>
    public string SortBy { get; init; } = "created_at";

    public bool Descending { get; init; }
}
