using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>Masking in addition to the built-in rules.</summary>
public sealed record MaskingRules
{
    public static readonly MaskingRules None = new();

    /// <summary>Header names, compared without regard to case; the whole value is masked.</summary>
    public ImmutableArray<string> Headers { get; set; } = [];

    public ImmutableArray<BodyMaskingRule> Body { get; set; } = [];
}
