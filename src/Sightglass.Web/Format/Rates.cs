using System.Globalization;

namespace Sightglass.Web.Format;

/// <summary>Writes shares of 1 as percentages: <c>10 %</c>, <c>0.5 %</c>.</summary>
internal static class Rates
{
    public static string Percent(double rate) => (rate * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";
}
