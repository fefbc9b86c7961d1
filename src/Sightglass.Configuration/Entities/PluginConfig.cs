using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Entities;

/// <summary>One plugin instance and the scope it applies to; all scope references null means global.</summary>
public sealed record PluginConfig
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public string? InstanceName { get; init; }
    public Guid? Service { get; init; }
    public Guid? Route { get; init; }
    public Guid? Consumer { get; init; }

    /// <summary>The plugin's own configuration, validated by its schema and with defaults filled in. Never changed after building.</summary>
    public required JsonObject Config { get; init; }
    public ImmutableArray<string> Protocols { get; init; } = ["grpc", "grpcs", "http", "https"];
    public bool Enabled { get; init; } = true;
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Name and id: the configuration may hold secrets.</summary>
    public override string ToString() => $"plugin {Name} {Id}";
}
