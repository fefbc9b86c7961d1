namespace Sightglass.Configuration.Yaml;

/// <summary>Bounds on what a YAML text may make us build.</summary>
internal sealed record YamlLimits
{
    /// <summary>Nesting of lists and maps.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Nodes in all, those that aliases repeat included.</summary>
    public int Nodes { get; init; } = 4_000_000;

    /// <summary>Nodes that aliases may repeat whatever the text's size: a few lines of aliases can stand for billions.</summary>
    public int FreeRepeats { get; init; } = 10_000;

    /// <summary>Nodes that aliases may repeat for each node that is written out.</summary>
    public int RepeatsPerNode { get; init; } = 10;
}
