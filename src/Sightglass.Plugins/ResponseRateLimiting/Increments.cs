using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Plugins.ResponseRateLimiting;

/// <summary>What a response says that it costs: <c>name=amount, name=amount</c>.</summary>
internal static class Increments
{
    /// <summary>The amounts by the position of the limits; 0 for those that are not named.</summary>
    public static long[] Parse(StringValues header, NamedLimits[] limits)
    {
        var amounts = new long[limits.Length];
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var part = line.AsSpan()[range];
                var equals = part.IndexOf('=');
                if (equals >= 0 && double.TryParse(part[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
                {
                    Set(amounts, limits, part[..equals].Trim(), amount);
                }
            }
        }

        return amounts;
    }

    private static void Set(long[] amounts, NamedLimits[] limits, ReadOnlySpan<char> name, double amount)
    {
        for (var i = 0; i < limits.Length; i++)
        {
            if (name.SequenceEqual(limits[i].Name))
            {
                // Bounded, so that sums of them do not run over.
                amounts[i] = (long)Math.Clamp(amount, -1e15, 1e15);
            }
        }
    }
}
