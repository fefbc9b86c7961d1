using System.Text;

namespace Sightglass.Expressions.Syntax;

/// <summary>Quoted and raw strings.</summary>
internal static class StringSyntax
{
    private const string RawStart = "r#\"";
    private const string RawEnd = "\"#";

    /// <summary>Reads the quoted string at the cursor; null on error.</summary>
    public static string? ReadQuoted(SyntaxReader reader)
    {
        var start = reader.Position;
        reader.Position++;
        var text = new StringBuilder();
        while (!reader.AtEnd)
        {
            var unit = reader.Peek();
            if (unit == '"')
            {
                reader.Position++;
                return text.ToString();
            }

            if (unit != '\\')
            {
                text.Append(unit);
                reader.Position++;
                continue;
            }

            if (Unescape(reader.Peek(1)) is not { } resolved)
            {
                FailOnEscape(reader);
                return null;
            }

            text.Append(resolved);
            reader.Position += 2;
        }

        reader.Fail(start, 1, "the string is not closed", "close it with `\"`", []);
        return null;
    }

    /// <summary>Whether a raw string starts at the cursor.</summary>
    public static bool IsRawStart(SyntaxReader reader) => reader.StartsWith(RawStart);

    /// <summary>Reads the raw string at the cursor; null on error.</summary>
    public static string? ReadRaw(SyntaxReader reader)
    {
        var start = reader.Position;
        var contentStart = start + RawStart.Length;
        var end = reader.Text.IndexOf(RawEnd, contentStart, StringComparison.Ordinal);
        if (end < 0)
        {
            reader.Fail(start, RawStart.Length, "the raw string is not closed", "close it with `\"#`", []);
            return null;
        }

        reader.Position = end + RawEnd.Length;
        return reader.Text[contentStart..end];
    }

    /// <summary>Where the character at an index of a string constant's value stands in the source.</summary>
    public static int SourceOffsetOf(string source, int constantOffset, int index)
    {
        if (source.AsSpan(constantOffset).StartsWith(RawStart, StringComparison.Ordinal))
        {
            return constantOffset + RawStart.Length + index;
        }

        if (source[constantOffset] != '"')
        {
            return constantOffset + index;
        }

        var offset = constantOffset + 1;
        for (var i = 0; i < index; i++)
        {
            offset += source[offset] == '\\' ? 2 : 1;
        }

        return offset;
    }

    /// <summary>Writes a text as a quoted string.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(unit),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Writes a text as a raw string; null when the text itself would end it.</summary>
    public static string? QuoteRaw(string text) =>
        text.Contains(RawEnd, StringComparison.Ordinal) || text.EndsWith('"') ? null : RawStart + text + RawEnd;

    private static char? Unescape(char escaped) => escaped switch
    {
        '"' => '"',
        '\\' => '\\',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => null,
    };

    private static void FailOnEscape(SyntaxReader reader)
    {
        var sequence = reader.Text.AsSpan(reader.Position, Math.Min(2, reader.Text.Length - reader.Position));
        reader.Fail(
            reader.Position,
            sequence.Length,
            $"unknown escape `{sequence}` in a string",
            "write a backslash as `\\\\`, or use a raw string: r#\"…\"#",
            ["`\\\"`", "`\\\\`", "`\\n`", "`\\r`", "`\\t`"]);
    }
}
