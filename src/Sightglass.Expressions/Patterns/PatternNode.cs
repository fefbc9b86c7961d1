using System.Collections.Immutable;

namespace Sightglass.Expressions.Patterns;

/// <summary>A node of a parsed regular expression. The kinds are nested here: together they are one small language.</summary>
internal abstract record PatternNode
{
    /// <summary>How many characters and classes the node is with its counted repetitions written out.</summary>
    public abstract long Size { get; }

    /// <summary>Matches the empty text.</summary>
    public sealed record Empty : PatternNode
    {
        public override long Size => 0;
    }

    /// <summary>Matches one code point.</summary>
    public sealed record Literal(int CodePoint, bool IgnoreCase) : PatternNode
    {
        public override long Size => 1;
    }

    /// <summary>Matches one code point out of a set.</summary>
    public sealed record Class(CharacterClass Set, bool IgnoreCase) : PatternNode
    {
        public override long Size => 1;
    }

    /// <summary>Matches a place. The text is the same in .NET's syntax.</summary>
    public sealed record Assertion(string DotNet) : PatternNode
    {
        public override long Size => 1;
    }

    /// <summary>A capture group, numbered from 1 in the order of the opening parentheses.</summary>
    public sealed record Capture(int Number, PatternNode Content) : PatternNode
    {
        public override long Size => Content.Size + 1;
    }

    /// <summary>A repetition; a null maximum is no maximum.</summary>
    public sealed record Repeat(PatternNode Content, int Min, int? Max, bool Lazy) : PatternNode
    {
        public override long Size { get; } = Math.Min(int.MaxValue, Math.Max(1, Content.Size) * Math.Max(Max ?? (Min + 1L), 1));
    }

    /// <summary>One after the other.</summary>
    public sealed record Sequence(ImmutableArray<PatternNode> Items) : PatternNode
    {
        public override long Size { get; } = Items.Sum(item => item.Size);
    }

    /// <summary>The first that matches.</summary>
    public sealed record Alternation(ImmutableArray<PatternNode> Branches) : PatternNode
    {
        public override long Size { get; } = Branches.Sum(branch => branch.Size) + Branches.Length;
    }
}
