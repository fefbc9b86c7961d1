using System.Collections.Immutable;

namespace Sightglass.Expressions.Patterns;

/// <summary>Brackets: ranges, escapes, ASCII classes, nested brackets and set operations.</summary>
internal static class ClassParser
{
    /// <summary>Reads the brackets at the cursor; null on error.</summary>
    public static CharacterClass? Read(PatternReader reader, int depth)
    {
        var open = reader.Position;
        if (depth > ExpressionLimits.MaxPatternDepth)
        {
            reader.Fail(open, 1, $"brackets are nested deeper than {ExpressionLimits.MaxPatternDepth}");
            return null;
        }

        reader.Position++;
        var negated = reader.TryTake("^");
        var items = ImmutableArray.CreateBuilder<CharacterClass>();
        CharacterClass? left = null;
        var pending = default(ClassOperator);

        // A `]` that comes first is a member, and so are the `-` that come first.
        reader.SkipInsignificant();
        while (reader.TryTake("-"))
        {
            items.Add(new CharacterClass.Range('-', '-'));
            reader.SkipInsignificant();
        }

        if (items.Count == 0 && reader.TryTake("]"))
        {
            items.Add(new CharacterClass.Range(']', ']'));
        }

        while (true)
        {
            reader.SkipInsignificant();
            if (reader.AtEnd)
            {
                reader.Fail(open, 1, "the class is not closed", "close it with `]`, or write `\\[` for a bracket");
                return null;
            }

            if (reader.TryTake("]"))
            {
                var right = Join(left, pending, items);
                return negated ? new CharacterClass.Union([right], Negated: true) : right;
            }

            if (TryTakeOperator(reader) is { } operation)
            {
                left = Join(left, pending, items);
                pending = operation;
                items.Clear();
                continue;
            }

            if (ReadItem(reader, depth) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }
    }

    // Set operations are of one rank and taken from left to right; members beside each other bind tighter.
    private static CharacterClass Join(CharacterClass? left, ClassOperator operation, ImmutableArray<CharacterClass>.Builder items)
    {
        var right = new CharacterClass.Union(items.ToImmutable(), Negated: false);
        return left is null ? right : new CharacterClass.Operation(operation, left, right);
    }

    private static ClassOperator? TryTakeOperator(PatternReader reader) =>
        reader.TryTake("&&") ? ClassOperator.Intersection
        : reader.TryTake("--") ? ClassOperator.Difference
        : reader.TryTake("~~") ? ClassOperator.SymmetricDifference
        : null;

    private static CharacterClass? ReadItem(PatternReader reader, int depth)
    {
        if (reader.Peek() == '[')
        {
            return TryReadAscii(reader) ?? Read(reader, depth + 1);
        }

        var start = reader.Position;
        if (ReadMember(reader) is not { } low)
        {
            return null;
        }

        reader.SkipInsignificant();

        // A `-` before the closing bracket is a member, and two are an operator.
        if (reader.Peek() != '-' || reader.Peek(1) is ']' or '-' || reader.Position + 1 >= reader.Pattern.Length)
        {
            return low;
        }

        reader.Position++;
        reader.SkipInsignificant();
        if (reader.AtEnd || ReadMember(reader) is not { } high)
        {
            reader.Fail(start, reader.Position - start, "the range has no end");
            return null;
        }

        if (low is CharacterClass.Range { Low: var from } && high is CharacterClass.Range { High: var to } && from <= to)
        {
            return new CharacterClass.Range(from, to);
        }

        reader.Fail(start, reader.Position - start, "not a range of characters", "write the smaller character first, and `\\-` for a minus sign");
        return null;
    }

    private static CharacterClass? ReadMember(PatternReader reader)
    {
        if (reader.Peek() == '\\')
        {
            return EscapeParser.ReadMember(reader);
        }

        var codePoint = reader.TakeCodePoint();
        return codePoint < 0 ? null : new CharacterClass.Range(codePoint, codePoint);
    }

    private static CharacterClass.Union? TryReadAscii(PatternReader reader)
    {
        if (reader.Peek(1) != ':')
        {
            return null;
        }

        var negated = reader.Peek(2) == '^';
        var nameStart = reader.Position + (negated ? 3 : 2);
        var end = reader.Pattern.IndexOf(":]", nameStart, StringComparison.Ordinal);
        if (end < 0 || !UnicodeProperties.TryFindAscii(reader.Pattern[nameStart..end], out var ranges))
        {
            return null;
        }

        reader.Position = end + 2;
        return new CharacterClass.Union([.. ranges!], negated);
    }
}
