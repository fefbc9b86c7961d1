namespace Sightglass.Configuration.Rules;

/// <summary>Rules for host names, with and without ports and wildcards. Each returns the problem, or null.</summary>
internal static class HostRules
{
    /// <summary>A host name or IP without port.</summary>
    public static string? Host(string value)
    {
        var (host, port) = Split(value);
        return port is not null ? "must not have a port" : IsHost(host) ? null : $"invalid value: {value}";
    }

    /// <summary>A host name or IP, a port allowed.</summary>
    public static string? HostWithPort(string value)
    {
        var (host, port) = Split(value);
        return !IsHost(host) ? $"invalid value: {value}" : IsPort(port) ? null : "invalid port number";
    }

    /// <summary>A route's host: as above, and one wildcard may be its whole leftmost or rightmost label.</summary>
    public static string? RouteHost(string value)
    {
        if (!value.Contains('*', StringComparison.Ordinal))
        {
            return HostWithPort(value);
        }

        var (host, port) = Split(value);
        return !IsPort(port) ? "invalid port number" : Wildcard(host, value);
    }

    /// <summary>A server name, a wildcard allowed at either end.</summary>
    public static string? Sni(string value)
    {
        if (value.Contains('*', StringComparison.Ordinal))
        {
            return Wildcard(value, value);
        }

        var (host, port) = Split(value);
        return port is not null ? "must not have a port"
            : IpText.IsAddress(Unbracketed(host)) ? "must not be an IP"
            : IsName(host) ? null
            : $"invalid value: {value}";
    }

    /// <summary>The name of an SNI entity: a server name, or <c>*</c> for the default.</summary>
    public static string? SniOrDefault(string value) => value == "*" ? null : Sni(value);

    /// <summary>The name of an upstream: a virtual host name.</summary>
    public static string? UpstreamName(string value)
    {
        var (host, port) = Split(value);
        return IpText.IsAddress(Unbracketed(host)) || IpText.IsAddress(value) ? "Invalid name; no ip addresses allowed"
            : port is not null ? "Invalid name; no port allowed"
            : IsName(host) ? null
            : "Invalid name; must be a valid hostname";
    }

    /// <summary>A target: host name or IP with optional port.</summary>
    public static string? Target(string value)
    {
        var (host, port) = Split(value);
        return IsHost(host) && IsPort(port) ? null : "Invalid target; not a valid hostname or ip address";
    }

    /// <summary>Host and port of <c>host</c>, <c>host:port</c>, <c>[v6]:port</c> or a bare IPv6 address.</summary>
    public static (string Host, string? Port) Split(string value)
    {
        var colon = value.LastIndexOf(':');
        var several = colon >= 0 && value.IndexOf(':', StringComparison.Ordinal) != colon;
        if (value.StartsWith('['))
        {
            return colon > value.LastIndexOf(']') ? (value[..colon], value[(colon + 1)..]) : (value, null);
        }

        return colon < 0 || several ? (value, null) : (value[..colon], value[(colon + 1)..]);
    }

    public static string Unbracketed(string host) =>
        host.Length > 2 && host[0] == '[' && host[^1] == ']' ? host[1..^1] : host;

    public static bool IsHost(string host) => IpText.IsAddress(Unbracketed(host)) || IsName(host);

    private static bool IsName(string host)
    {
        var name = host.EndsWith('.') ? host[..^1] : host;
        return name.Length is > 0 and <= 253
            && name.Split('.').All(l => l.Length is > 0 and <= 63
                && l.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || c > 0x7f))
            // All digits and dots, and no address: a mistyped address, not a name.
            && !name.All(c => char.IsAsciiDigit(c) || c == '.');
    }

    private static bool IsPort(string? port) => port is null || IpText.TryDecimal(port, 65535, out _);

    private static string? Wildcard(string host, string value)
    {
        if (host.Count(c => c == '*') > 1)
        {
            return "invalid wildcard: must have at most one wildcard";
        }

        var rest = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..]
            : host.EndsWith(".*", StringComparison.Ordinal) ? host[..^2]
            : null;
        return rest is null ? "invalid wildcard: must be placed at leftmost or rightmost label"
            : IsName(rest) || rest.All(char.IsAsciiDigit) && rest.Length > 0 ? null
            : $"invalid value: {value}";
    }
}
