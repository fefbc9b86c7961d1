using System.Globalization;

namespace Sightglass.Expressions.Patterns;

/// <summary>What follows a backslash.</summary>
internal static class EscapeParser
{
    /// <summary>Reads the escape at the cursor outside brackets; null on error.</summary>
    public static PatternNode? Read(PatternReader reader)
    {
        var ignoreCase = reader.Flags.IgnoreCase;
        var start = reader.Position;
        switch (reader.Peek(1))
        {
            case 'A' or 'z' or 'B' or 'b':
                if (reader.Peek(1) == 'b' && reader.Peek(2) == '{')
                {
                    reader.Fail(start, 3, "half word boundaries are not available", @"write `\b`");
                    return null;
                }

                reader.Position += 2;
                return new PatternNode.Assertion(reader.Pattern[start..reader.Position]);
            case '<' or '>':
                reader.Fail(start, 2, "half word boundaries are not available", @"write `\b`");
                return null;
            case >= '1' and <= '9':
                reader.Fail(start, 2, "back-references are not available");
                return null;
            case 'k':
                reader.Fail(start, 2, "back-references are not available");
                return null;
        }

        return ReadMember(reader) switch
        {
            null => null,
            CharacterClass.Range { Low: var low, High: var high } when low == high => new PatternNode.Literal(low, ignoreCase),
            var set => new PatternNode.Class(set, ignoreCase),
        };
    }

    /// <summary>Reads the escape at the cursor as a member of a class; null on error.</summary>
    public static CharacterClass? ReadMember(PatternReader reader)
    {
        var start = reader.Position;
        reader.Position++;
        if (reader.AtEnd)
        {
            reader.Fail(start, 1, "a backslash at the end escapes nothing", @"write `\\` for a backslash");
            return null;
        }

        var escaped = reader.Peek();
        if (escaped < 0x80 && !char.IsAsciiLetterOrDigit(escaped) && escaped is not ('<' or '>'))
        {
            reader.Position++;
            return Single(escaped);
        }

        reader.Position++;
        switch (escaped)
        {
            case 'd' or 'D':
                return new CharacterClass.Named(UnicodeProperty.Digit, escaped == 'D');
            case 's' or 'S':
                return new CharacterClass.Named(UnicodeProperty.Space, escaped == 'S');
            case 'w' or 'W':
                return new CharacterClass.Named(UnicodeProperty.Word, escaped == 'W');
            case 'p' or 'P':
                return ReadProperty(reader, start, negated: escaped == 'P');
            case 'a':
                return Single('\a');
            case 'f':
                return Single('\f');
            case 'n':
                return Single('\n');
            case 'r':
                return Single('\r');
            case 't':
                return Single('\t');
            case 'v':
                return Single('\v');
            case 'x':
                return ReadHex(reader, start, digits: 2);
            case 'u':
                return ReadHex(reader, start, digits: 4);
            case 'U':
                return ReadHex(reader, start, digits: 8);
        }

        reader.Fail(start, 2, $"unknown escape `\\{escaped}`", escaped == 'Z' ? @"write `\z` for the end of the value" : null);
        return null;
    }

    private static CharacterClass.Range Single(int codePoint) => new(codePoint, codePoint);

    private static CharacterClass.Range? ReadHex(PatternReader reader, int start, int digits)
    {
        string text;
        if (reader.TryTake("{"))
        {
            var end = reader.Pattern.IndexOf('}', reader.Position);
            if (end < 0)
            {
                reader.Fail(start, 3, "the code point is not closed", "close it with `}`");
                return null;
            }

            text = reader.Pattern[reader.Position..end];
            reader.Position = end + 1;
        }
        else
        {
            var end = Math.Min(reader.Position + digits, reader.Pattern.Length);
            text = reader.Pattern[reader.Position..end];
            if (text.Length < digits)
            {
                text = "";
            }

            reader.Position = end;
        }

        if (text.Length is 0 or > 8 || !int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var codePoint)
            || codePoint is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
        {
            reader.Fail(start, reader.Position - start, "not the number of a character", $"write exactly {digits} hexadecimal digits, or any number of them in braces, up to 10FFFF");
            return null;
        }

        return Single(codePoint);
    }

    private static CharacterClass.Named? ReadProperty(PatternReader reader, int start, bool negated)
    {
        string name;
        if (reader.TryTake("{"))
        {
            var end = reader.Pattern.IndexOf('}', reader.Position);
            if (end < 0)
            {
                reader.Fail(start, 3, "the property name is not closed", "close it with `}`");
                return null;
            }

            name = reader.Pattern[reader.Position..end];
            reader.Position = end + 1;
        }
        else
        {
            name = reader.AtEnd ? "" : reader.Pattern.Substring(reader.Position, 1);
            reader.Position += name.Length;
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        if (UnicodeProperties.TryFind(name, out var property))
        {
            return new CharacterClass.Named(property!, negated);
        }

        reader.Fail(start, reader.Position - start, $"unknown property `{name}`", "available are the general categories, Any, ASCII, Assigned and White_Space");
        return null;
    }
}
