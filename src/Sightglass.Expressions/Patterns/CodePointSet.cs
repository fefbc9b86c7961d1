using System.Collections.Immutable;

namespace Sightglass.Expressions.Patterns;

/// <summary>A set of code points as sorted, disjoint, non-touching ranges. Surrogates are never members.</summary>
internal sealed class CodePointSet
{
    private const int MaxCodePoint = 0x10FFFF;

    private CodePointSet(ImmutableArray<(int Low, int High)> ranges) => Ranges = ranges;

    public ImmutableArray<(int Low, int High)> Ranges { get; }

    public bool IsEmpty => Ranges.IsEmpty;

    public static CodePointSet Empty { get; } = new([]);

    public static CodePointSet All { get; } = new([(0, 0xD7FF), (0xE000, MaxCodePoint)]);

    /// <summary>What UTF-16 writes as a surrogate pair.</summary>
    public static CodePointSet Astral { get; } = new([(0x10000, MaxCodePoint)]);

    public static CodePointSet Of(IEnumerable<(int Low, int High)> ranges)
    {
        var merged = new List<(int Low, int High)>();
        foreach (var (low, high) in ranges.OrderBy(range => range.Low))
        {
            if (merged.Count > 0 && low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, high));
            }
            else
            {
                merged.Add((low, high));
            }
        }

        return new CodePointSet([.. merged]).Intersect(All);
    }

    /// <summary>The members up to U+FFFF that satisfy a condition.</summary>
    public static CodePointSet Where(Func<int, bool> contains)
    {
        var ranges = new List<(int Low, int High)>();
        for (var codePoint = 0; codePoint <= char.MaxValue; codePoint++)
        {
            if (!contains(codePoint))
            {
                continue;
            }

            var low = codePoint;
            while (codePoint < char.MaxValue && contains(codePoint + 1))
            {
                codePoint++;
            }

            ranges.Add((low, codePoint));
        }

        return Of(ranges);
    }

    public CodePointSet Union(CodePointSet other) => Of(Ranges.Concat(other.Ranges));

    public CodePointSet Intersect(CodePointSet other)
    {
        var both = ImmutableArray.CreateBuilder<(int Low, int High)>();
        var (i, j) = (0, 0);
        while (i < Ranges.Length && j < other.Ranges.Length)
        {
            var low = Math.Max(Ranges[i].Low, other.Ranges[j].Low);
            var high = Math.Min(Ranges[i].High, other.Ranges[j].High);
            if (low <= high)
            {
                both.Add((low, high));
            }

            _ = Ranges[i].High < other.Ranges[j].High ? i++ : j++;
        }

        return new CodePointSet(both.ToImmutable());
    }

    public CodePointSet Complement()
    {
        var others = new List<(int Low, int High)>();
        var next = 0;
        foreach (var (low, high) in Ranges)
        {
            if (low > next)
            {
                others.Add((next, low - 1));
            }

            next = high + 1;
        }

        if (next <= MaxCodePoint)
        {
            others.Add((next, MaxCodePoint));
        }

        return new CodePointSet([.. others]).Intersect(All);
    }

    public CodePointSet Except(CodePointSet other) => Intersect(other.Complement());

    /// <summary>Adds the other case of every letter. Beyond U+FFFF case is left alone.</summary>
    public CodePointSet WithOtherCase()
    {
        var ranges = new List<(int Low, int High)>(Ranges);
        foreach (var (low, high) in Ranges)
        {
            for (var codePoint = low; codePoint <= Math.Min(high, char.MaxValue); codePoint++)
            {
                var unit = (char)codePoint;
                AddUnlessSame(ranges, unit, char.ToLowerInvariant(unit));
                AddUnlessSame(ranges, unit, char.ToUpperInvariant(unit));
            }
        }

        return Of(ranges);
    }

    private static void AddUnlessSame(List<(int Low, int High)> ranges, char unit, char other)
    {
        if (other != unit)
        {
            ranges.Add((other, other));
        }
    }
}
