using System.Globalization;
using System.Text;

namespace Sightglass.Tracing.Analysis;

/// <summary>
/// Text that came from elsewhere, made fit for a terminal: paths and names are what clients sent, and a control character in them could
/// move the cursor, change what was written before or give the terminal commands.
/// </summary>
public static class TerminalText
{
    /// <summary>Writes control, format and line-separating characters as <c>\uXXXX</c>; everything else as it is.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.Any(IsUnfit))
        {
            return text ?? "";
        }

        var written = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (IsUnfit(character))
            {
                written.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                written.Append(character);
            }
        }

        return written.ToString();
    }

    private static bool IsUnfit(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
