namespace Sightglass.Gateway.Routing;

/// <summary>The number that routes are ordered by, higher first (gateway.md 7.3).</summary>
internal static class RoutePriority
{
    /// <summary>Computes the number of a route or of one group of its paths.</summary>
    /// <param name="kinds">How many kinds of condition are configured.</param>
    /// <param name="plainHostsOnly">Hosts are configured and none has a wildcard.</param>
    /// <param name="headerNames">How many header names are asked for.</param>
    /// <param name="isRegex">The group is of regex paths.</param>
    /// <param name="regexPriority">The route's <c>regex_priority</c>; counts for regex groups only. Negative ones sort below 0.</param>
    /// <param name="pathLength">Length of the group's plain paths.</param>
    public static ulong Compute(int kinds, bool plainHostsOnly, int headerNames, bool isRegex, int regexPriority, int pathLength)
    {
        var value = ((ulong)(uint)kinds & 7) << 61;
        if (plainHostsOnly)
        {
            value |= 1UL << 60;
        }

        value |= (ulong)(uint)Math.Min(headerNames, 255) << 52;
        if (isRegex)
        {
            // Negative priorities would spill into the higher bits, so the whole range is shifted: 0 is in its middle.
            value |= 1UL << 51;
            value |= ((ulong)((long)regexPriority - int.MinValue) & uint.MaxValue) << 19;
        }
        else
        {
            value |= (uint)Math.Min(pathLength, 0x7FFFF);
        }

        return value;
    }
}
