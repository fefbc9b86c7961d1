using System.Globalization;
using System.Text;

namespace Sightglass.Expressions.Net;

/// <summary>
/// Writes addresses in the canonical form of RFC 5952, except that an IPv4-mapped address is written in hexadecimal groups too, so
/// that what is printed can be read back as a constant.
/// </summary>
internal static class IpFormatter
{
    public static string Format(IpValue value) => value.Family == IpFamily.IPv4 ? FormatIPv4((uint)value.Bits) : FormatIPv6(value.Bits);

    private static string FormatIPv4(uint bits) =>
        string.Create(CultureInfo.InvariantCulture, $"{bits >> 24}.{(bits >> 16) & 0xFF}.{(bits >> 8) & 0xFF}.{bits & 0xFF}");

    private static string FormatIPv6(UInt128 bits)
    {
        Span<ushort> groups = stackalloc ushort[8];
        for (var i = 0; i < 8; i++)
        {
            groups[i] = (ushort)(bits >> (112 - (16 * i)));
        }

        var (zerosAt, zeros) = LongestZeroRun(groups);
        var text = new StringBuilder();
        for (var i = 0; i < 8; i++)
        {
            if (i == zerosAt)
            {
                text.Append("::");
                i += zeros - 1;
                continue;
            }

            if (text.Length > 0 && text[^1] != ':')
            {
                text.Append(':');
            }

            text.Append(CultureInfo.InvariantCulture, $"{groups[i]:x}");
        }

        return text.ToString();
    }

    private static (int At, int Length) LongestZeroRun(ReadOnlySpan<ushort> groups)
    {
        var (bestAt, best) = (-1, 1);
        for (var i = 0; i < groups.Length; i++)
        {
            var run = 0;
            while (i + run < groups.Length && groups[i + run] == 0)
            {
                run++;
            }

            if (run > best)
            {
                (bestAt, best) = (i, run);
            }

            i += run;
        }

        return (bestAt, best);
    }
}
