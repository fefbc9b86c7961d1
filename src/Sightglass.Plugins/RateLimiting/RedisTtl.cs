using System.Globalization;
using System.Text;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>How long counters live in Redis.</summary>
internal static class RedisTtl
{
    /// <summary>A month may have 31 days and a year 366; a counter must outlive its window.</summary>
    private static readonly byte[][] Texts =
    [
        .. Enum.GetValues<Period>().Select(period => Encoding.ASCII.GetBytes((period switch
        {
            Period.Month => 31 * 86_400,
            Period.Year => 366 * 86_400,
            _ => Periods.Length(period),
        }).ToString(CultureInfo.InvariantCulture))),
    ];

    /// <summary>Seconds, as text.</summary>
    public static ReadOnlyMemory<byte> Text(Period period) => Texts[(int)period];
}
