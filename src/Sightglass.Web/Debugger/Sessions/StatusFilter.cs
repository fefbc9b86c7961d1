using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>A filter on status codes as people write it: <c>503</c>, <c>5xx</c> or <c>400-404</c>.</summary>
/// <param name="Min">The lowest status that passes.</param>
/// <param name="Max">The highest.</param>
public readonly record struct StatusFilter(int Min, int Max)
{
    /// <summary>What is said of a text that is none of the three.</summary>
    public const string Expected = "Expected a status such as 503, a class such as 5xx, or a range such as 400-404.";

    public static bool TryParse([NotNullWhen(true)] string? text, out StatusFilter filter)
    {
        filter = default;
        text = text?.Trim();
        if (text is [>= '1' and <= '5' and var digit, 'x' or 'X', 'x' or 'X'])
        {
            filter = new StatusFilter((digit - '0') * 100, ((digit - '0') * 100) + 99);
            return true;
        }

        var parts = text?.Split('-', 2, StringSplitOptions.TrimEntries) ?? [];
        if (parts.Length == 0 || !TryStatus(parts[0], out var min))
        {
            return false;
        }

        var max = min;
        if (parts.Length == 2 && (!TryStatus(parts[1], out max) || max < min))
        {
            return false;
        }

        filter = new StatusFilter(min, max);
        return true;
    }

    private static bool TryStatus(string text, out int status) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 100 and <= 599;
}
