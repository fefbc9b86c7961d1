namespace Sightglass.Configuration.Yaml;

/// <summary>Bounds on what a YAML text may make us build.</summary>
internal sealed record YamlLimits
{
    /// <summary>Nesting of lists and maps.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Nodes in all, those that aliases repeat included: a few lines of aliases can stand for billions.</summary>
    public int Nodes { get; init; } = 4_000_000;
}
