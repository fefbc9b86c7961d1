namespace Sightglass.Expressions;

/// <summary>The bounds every expression is held to, so that a rule from outside cannot take unbounded time or memory.</summary>
public static class ExpressionLimits
{
    /// <summary>The longest accepted expression, in UTF-16 code units.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>How deep groups may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many transformations may be applied to one field.</summary>
    public const int MaxTransformations = 64;

    /// <summary>How deep the groups of one regular expression may be nested.</summary>
    public const int MaxPatternDepth = 128;

    /// <summary>
    /// The size of one regular expression after its counted repetitions are written out, in characters and classes. The reference
    /// bounds the compiled program instead (10 MiB); this is the same idea, measured before anything is compiled. The engine's own
    /// bound, of 10,000 nodes of its automaton, may be reached a little earlier.
    /// </summary>
    public const int MaxPatternSize = 10_000;
}
