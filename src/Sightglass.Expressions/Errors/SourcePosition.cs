namespace Sightglass.Expressions.Errors;

/// <summary>A place in an expression's text.</summary>
/// <param name="Offset">Zero-based, in UTF-16 code units.</param>
/// <param name="Line">One-based.</param>
/// <param name="Column">One-based, in code points.</param>
public readonly record struct SourcePosition(int Offset, int Line, int Column)
{
    /// <summary>Finds line and column of an offset. A line ends at LF; a CR before it belongs to the line.</summary>
    public static SourcePosition Of(ReadOnlySpan<char> text, int offset)
    {
        var before = text[..Math.Min(offset, text.Length)];
        var line = before.Count('\n') + 1;
        var column = 1;
        foreach (var unit in before[(before.LastIndexOf('\n') + 1)..])
        {
            if (!char.IsLowSurrogate(unit))
            {
                column++;
            }
        }

        return new SourcePosition(offset, line, column);
    }
}
