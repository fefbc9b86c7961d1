using System.Globalization;

namespace Sightglass.Gateway.Balancing;

/// <summary>A target as configured, <c>host:port</c>, taken apart.</summary>
internal readonly record struct TargetName(string Host, int Port)
{
    /// <summary>The port where a target names none.</summary>
    public const int DefaultPort = 8000;

    /// <summary>Takes <c>host:port</c>, <c>host</c>, <c>[ipv6]:port</c> or an IPv6 address apart. IPv6 loses its brackets.</summary>
    public static TargetName Parse(string target)
    {
        if (target.StartsWith('[') && target.IndexOf(']', StringComparison.Ordinal) is var close and > 0)
        {
            return new TargetName(target[1..close], ParsePort(target.AsSpan(close + 1)));
        }

        var colon = target.LastIndexOf(':');
        return colon >= 0 && target.IndexOf(':', StringComparison.Ordinal) == colon
            ? new TargetName(target[..colon], ParsePort(target.AsSpan(colon)))
            : new TargetName(target, DefaultPort);
    }

    private static int ParsePort(ReadOnlySpan<char> text)
        => text.Length > 1 && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : DefaultPort;
}
