namespace Sightglass.Gateway.Routing;

/// <summary>Takes a Host header apart.</summary>
internal static class HostName
{
    /// <summary>Splits a host and its port. An IPv6 literal keeps its brackets.</summary>
    /// <param name="host">The header's value.</param>
    /// <param name="port">The port; −1 when there is none.</param>
    /// <returns>The host without the port.</returns>
    public static ReadOnlySpan<char> Split(ReadOnlySpan<char> host, out int port)
    {
        port = -1;
        var colon = host.LastIndexOf(':');
        if (colon < 0 || host[^1] == ']')
        {
            return host;
        }

        var digits = host[(colon + 1)..];
        if (digits.Length is 0 or > 5 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return host;
        }

        var value = 0;
        foreach (var digit in digits)
        {
            value = (value * 10) + digit - '0';
        }

        if (value > ushort.MaxValue)
        {
            return host;
        }

        port = value;
        return host[..colon];
    }
}
