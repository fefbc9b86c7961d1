using System.Collections.Immutable;

namespace Sightglass.Expressions.Patterns;

/// <summary>A set of code points as a pattern describes it.</summary>
internal abstract record CharacterClass
{
    /// <summary>A range of code points, both ends inclusive.</summary>
    public sealed record Range(int Low, int High) : CharacterClass;

    /// <summary>A named property.</summary>
    public sealed record Named(UnicodeProperty Property, bool Negated) : CharacterClass;

    /// <summary>Everything that one of the items has; or, negated, everything else.</summary>
    public sealed record Union(ImmutableArray<CharacterClass> Items, bool Negated) : CharacterClass;

    /// <summary>A set operation inside brackets.</summary>
    public sealed record Operation(ClassOperator Operator, CharacterClass Left, CharacterClass Right) : CharacterClass;
}
