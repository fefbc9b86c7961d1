using System.Globalization;

namespace Sightglass.Expressions.Patterns;

/// <summary>The repetition operators.</summary>
internal static class RepetitionParser
{
    /// <summary>Reads the operator at the cursor and applies it; null on error.</summary>
    public static PatternNode? Read(PatternReader reader, PatternNode content)
    {
        var start = reader.Position;
        var (min, max) = reader.Peek() switch
        {
            '*' => (0, null),
            '+' => (1, null),
            '?' => (0, 1),
            _ => default((int, int?)),
        };
        if (reader.Peek() != '{')
        {
            reader.Position++;
        }
        else if (!TryReadCounts(reader, start, out min, out max))
        {
            return null;
        }

        reader.SkipInsignificant();
        var lazy = reader.TryTake("?") != reader.Flags.SwapGreed;
        return new PatternNode.Repeat(content, min, max, lazy);
    }

    private static bool TryReadCounts(PatternReader reader, int start, out int min, out int? max)
    {
        (min, max) = (0, null);
        var end = reader.Pattern.IndexOf('}', start);
        if (end < 0)
        {
            reader.Fail(start, 1, "the count is not closed", "close it with `}`, or write `\\{` for a brace");
            return false;
        }

        var counts = reader.Pattern.AsSpan(start + 1, end - start - 1);
        reader.Position = end + 1;
        var comma = counts.IndexOf(',');
        var valid = TryReadCount(comma < 0 ? counts : counts[..comma], out min);
        if (comma < 0)
        {
            max = min;
        }
        else if (!counts[(comma + 1)..].Trim().IsEmpty)
        {
            valid &= TryReadCount(counts[(comma + 1)..], out var upper) && upper >= min;
            max = upper;
        }

        if (!valid)
        {
            reader.Fail(start, reader.Position - start, "not a count", "write {n}, {n,} or {n,m} with n not above m, or `\\{` for a brace");
        }

        return valid;
    }

    private static bool TryReadCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out count);
}
