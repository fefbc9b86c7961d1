using System.Globalization;
using System.Text;

namespace Sightglass.Expressions.Errors;

/// <summary>Draws the line an error is on, with carets under the offending part.</summary>
internal static class CaretRenderer
{
    // Wide enough for a terminal; longer lines are shown as a window around the error.
    private const int WindowBefore = 60;
    private const int WindowAfter = 40;

    public static void Append(StringBuilder output, string text, SourcePosition position, int length)
    {
        var offset = Math.Min(position.Offset, text.Length);
        var lineStart = offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
        var lineEnd = text.IndexOf('\n', offset);
        if (lineEnd < 0)
        {
            lineEnd = text.Length;
        }

        if (lineEnd > lineStart && text[lineEnd - 1] == '\r' && lineEnd - 1 >= offset)
        {
            lineEnd--;
        }

        var from = Math.Max(lineStart, offset - WindowBefore);
        var to = Math.Min(lineEnd, offset + WindowAfter);
        var number = position.Line.ToString(CultureInfo.InvariantCulture);
        output.Append(number).Append(" | ");
        var lead = from > lineStart ? "…" : "";
        output.Append(lead);
        AppendVisible(output, text.AsSpan(from, to - from));
        output.Append(to < lineEnd ? "…" : "").Append('\n');

        output.Append(' ', number.Length).Append(" | ").Append(' ', lead.Length);
        AppendPadding(output, text.AsSpan(from, offset - from));
        output.Append('^', Math.Max(1, CountCodePoints(text.AsSpan(offset, Math.Clamp(to - offset, 0, length)))));
    }

    // A rule may come from anyone: control characters must not reach the terminal of whoever reads the error.
    private static void AppendVisible(StringBuilder output, ReadOnlySpan<char> text)
    {
        foreach (var unit in text)
        {
            output.Append(char.IsControl(unit) && unit != '\t' ? '\uFFFD' : unit);
        }
    }

    private static void AppendPadding(StringBuilder output, ReadOnlySpan<char> text)
    {
        foreach (var unit in text)
        {
            if (!char.IsLowSurrogate(unit))
            {
                output.Append(unit == '\t' ? '\t' : ' ');
            }
        }
    }

    private static int CountCodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        }

        return count;
    }
}
