using System.Collections.Immutable;
using Sightglass.Expressions.Errors;

namespace Sightglass.Expressions.Syntax;

/// <summary>A cursor over the source, and the first error found. What can fail returns null or false and leaves the error here.</summary>
internal sealed class SyntaxReader(string text, Dialect dialect)
{
    public string Text { get; } = text;

    public Dialect Dialect { get; } = dialect;

    public int Position { get; set; }

    public ExpressionError? Error { get; private set; }

    public bool AtEnd => Position >= Text.Length;

    /// <summary>The rest of the source, from the cursor.</summary>
    public ReadOnlySpan<char> Rest => Text.AsSpan(Position);

    /// <summary>The character at the cursor or after it; NUL beyond the end.</summary>
    public char Peek(int ahead = 0) => Position + ahead < Text.Length ? Text[Position + ahead] : '\0';

    public bool StartsWith(string token) => Rest.StartsWith(token, StringComparison.Ordinal);

    public bool TryTake(string token)
    {
        if (!StartsWith(token))
        {
            return false;
        }

        Position += token.Length;
        return true;
    }

    /// <summary>Skips blanks, tabs and line ends; other white space is not white space of the language.</summary>
    public bool SkipWhitespace()
    {
        var start = Position;
        while (!AtEnd && Peek() is ' ' or '\t' or '\r' or '\n')
        {
            Position++;
        }

        return Position > start;
    }

    /// <summary>Takes an identifier; null when there is none at the cursor.</summary>
    public string? TakeIdentifier()
    {
        if (!char.IsAsciiLetter(Peek()))
        {
            return null;
        }

        var start = Position;
        while (!AtEnd && IsIdentifierPart(Peek()))
        {
            Position++;
        }

        return Text[start..Position];
    }

    /// <summary>The text a reader would call one word, for messages: an identifier-like run, or a single character.</summary>
    public string WordAt(int offset)
    {
        var end = offset;
        while (end < Text.Length && end - offset < 40 && (IsIdentifierPart(Text[end]) || Text[end] == '-'))
        {
            end++;
        }

        if (end == offset && offset < Text.Length)
        {
            end += char.IsHighSurrogate(Text[offset]) && offset + 1 < Text.Length ? 2 : 1;
        }

        return Text[offset..end];
    }

    /// <summary>Records an error at the cursor that says what was found there and what could have been.</summary>
    public void Unexpected(string? suggestion, params ImmutableArray<string> expected)
    {
        var word = WordAt(Position);
        var message = AtEnd ? "unexpected end of the expression" : $"unexpected {Describe(word)}";
        Fail(Position, word.Length, message, suggestion, expected);
    }

    public void Fail(SourceSpan span, string message, string? suggestion = null) => Fail(span.Offset, span.Length, message, suggestion, []);

    public void Fail(int offset, int length, string message, string? suggestion, ImmutableArray<string> expected) =>
        Error ??= ExpressionError.Parse(Text, offset, length, message, expected, suggestion);

    public static bool IsIdentifierPart(char unit) => char.IsAsciiLetterOrDigit(unit) || unit is '_' or '.';

    private static string Describe(string word) => word.Length == 1 && char.IsControl(word[0])
        ? $"control character U+{(int)word[0]:X4}"
        : $"`{word}`";
}
