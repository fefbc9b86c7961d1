using System.Globalization;

namespace Sightglass.Web.Format;

/// <summary>Writes lengths into markup. Geometry travels in SVG attributes, never in style attributes, which the content security policy bars.</summary>
internal static class SvgNumber
{
    /// <summary><c>12.34%</c>.</summary>
    public static string Percent(double value) => value.ToString("0.###", CultureInfo.InvariantCulture) + "%";

    public static string Plain(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
