using System.Globalization;

namespace Sightglass.Web.Format;

/// <summary>Small matters of wording.</summary>
internal static class Text
{
    /// <summary><c>1 span</c>, <c>10,000 spans</c>.</summary>
    public static string Count(long count, string noun, string? plural = null) =>
        count.ToString("N0", CultureInfo.InvariantCulture) + " " + (count == 1 ? noun : plural ?? noun + "s");
}
