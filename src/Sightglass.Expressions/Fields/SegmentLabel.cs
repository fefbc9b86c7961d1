using System.Globalization;

namespace Sightglass.Expressions.Fields;

/// <summary>The labels of <c>http.path.segments.*</c>: an index, or <c>a_b</c> for the segments a to b.</summary>
internal static class SegmentLabel
{
    private const string Illformed = "illformed http.path.segments.* field";

    public static string? Check(string written, out FieldLabel label)
    {
        var underscore = written.IndexOf('_', StringComparison.Ordinal);
        if (underscore < 0)
        {
            label = TryReadIndex(written, out var index) ? new FieldLabel(written, index, index) : default;
            return label.Text is null ? Illformed : null;
        }

        label = TryReadIndex(written.AsSpan(0, underscore), out var first) && TryReadIndex(written.AsSpan(underscore + 1), out var last) && first < last
            ? new FieldLabel(written, first, last)
            : default;
        return label.Text is null ? Illformed : null;
    }

    // No path has more segments than an Int32 can count, so a longer number is as ill-formed as a name.
    private static bool TryReadIndex(ReadOnlySpan<char> text, out int index)
    {
        index = 0;
        return text is "0" || (text.Length > 0 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index));
    }
}
