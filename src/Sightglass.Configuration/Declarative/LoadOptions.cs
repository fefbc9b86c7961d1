using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Declarative;

/// <summary>Bounds on a declarative text.</summary>
public sealed record LoadOptions
{
    /// <summary>Characters a text may have; default 64 Mi.</summary>
    public int MaxLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>Nesting of lists and maps; default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Values in all, those repeated by YAML aliases included; default 4,000,000.</summary>
    public int MaxValues { get; init; } = 4_000_000;

    /// <summary>
    /// What is in force where the configuration is going to: an entity written without an id gets the id of the one there that it stands for,
    /// so that nothing is removed and made again. Null for ids made of names alone.
    /// </summary>
    public EntitySet? Known { get; init; }
}
