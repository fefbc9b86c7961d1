using System.Globalization;

namespace Sightglass.Expressions.Syntax;

/// <summary>Integers: decimal, hexadecimal (<c>0x</c>) and octal (<c>0</c>), with an optional minus directly in front.</summary>
internal static class NumberSyntax
{
    /// <summary>Whether an integer starts at the cursor.</summary>
    public static bool IsStart(SyntaxReader reader) =>
        char.IsAsciiDigit(reader.Peek()) || (reader.Peek() == '-' && char.IsAsciiDigit(reader.Peek(1)));

    /// <summary>Reads the integer at the cursor; null on error.</summary>
    public static long? Read(SyntaxReader reader)
    {
        var start = reader.Position;
        var negative = reader.TryTake("-");
        var digits = reader.Position;
        var magnitude = reader.StartsWith("0x") && char.IsAsciiHexDigit(reader.Peek(2)) ? ReadDigits(reader, skip: 2, radix: 16)
            : reader.Peek() == '0' && IsDigit(reader.Peek(1), 8) ? ReadDigits(reader, skip: 1, radix: 8)
            : ReadDigits(reader, skip: 0, radix: 10);
        if (magnitude is null)
        {
            // The sign is applied to what was read, so the smallest 64-bit number cannot be written.
            reader.Fail(
                new SourceSpan(start, reader.Position - start),
                "the number is too large for a 64-bit integer",
                string.Create(CultureInfo.InvariantCulture, $"the limits are {-long.MaxValue} and {long.MaxValue}"));
            return null;
        }

        if (!reader.AtEnd && (SyntaxReader.IsIdentifierPart(reader.Peek()) || reader.Peek() == ':'))
        {
            reader.Unexpected(Hints.ForLeftoverOfNumber(reader, digits), "`&&`", "`||`", "the end of the expression");
            return null;
        }

        return negative ? -magnitude : magnitude;
    }

    private static long? ReadDigits(SyntaxReader reader, int skip, int radix)
    {
        reader.Position += skip;
        long? value = 0;
        while (!reader.AtEnd && IsDigit(reader.Peek(), radix))
        {
            var digit = char.IsAsciiDigit(reader.Peek()) ? reader.Peek() - '0' : (reader.Peek() | 0x20) - 'a' + 10;
            value = value > (long.MaxValue - digit) / radix ? null : (value * radix) + digit;
            reader.Position++;
        }

        return value;
    }

    private static bool IsDigit(char unit, int radix) => radix switch
    {
        16 => char.IsAsciiHexDigit(unit),
        8 => unit is >= '0' and <= '7',
        _ => char.IsAsciiDigit(unit),
    };
}
