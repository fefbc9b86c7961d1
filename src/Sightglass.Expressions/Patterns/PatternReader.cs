namespace Sightglass.Expressions.Patterns;

/// <summary>A cursor over a pattern, by code points, and the first error found.</summary>
internal sealed class PatternReader(string pattern)
{
    public string Pattern { get; } = pattern;

    public int Position { get; set; }

    public PatternFlags Flags { get; set; }

    public PatternError? Error { get; private set; }

    public bool AtEnd => Position >= Pattern.Length;

    /// <summary>The code unit at the cursor or after it; NUL beyond the end.</summary>
    public char Peek(int ahead = 0) => Position + ahead < Pattern.Length ? Pattern[Position + ahead] : '\0';

    public bool StartsWith(string token) => string.CompareOrdinal(Pattern, Position, token, 0, token.Length) == 0;

    public bool TryTake(string token)
    {
        if (!StartsWith(token))
        {
            return false;
        }

        Position += token.Length;
        return true;
    }

    /// <summary>Takes one code point; -1 and an error for half a surrogate pair, which no value can contain.</summary>
    public int TakeCodePoint()
    {
        var first = Pattern[Position];
        if (!char.IsSurrogate(first))
        {
            Position++;
            return first;
        }

        if (char.IsHighSurrogate(first) && char.IsLowSurrogate(Peek(1)))
        {
            Position += 2;
            return char.ConvertToUtf32(first, Pattern[Position - 1]);
        }

        Fail(Position, 1, "half a surrogate pair is not a character");
        return -1;
    }

    /// <summary>In verbose mode, skips white space and comments.</summary>
    public void SkipInsignificant()
    {
        while (Flags.Verbose && !AtEnd)
        {
            if (char.IsWhiteSpace(Peek()))
            {
                Position++;
            }
            else if (Peek() == '#')
            {
                var end = Pattern.IndexOf('\n', Position);
                Position = end < 0 ? Pattern.Length : end + 1;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Records an error over a part of the pattern.</summary>
    public void Fail(int index, int length, string message, string? suggestion = null) =>
        Error ??= new PatternError(index, Math.Min(length, Pattern.Length - index), message, suggestion);
}
