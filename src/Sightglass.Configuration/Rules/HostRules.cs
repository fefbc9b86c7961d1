namespace Sightglass.Configuration.Rules;

/// <summary>Rules for host names, with and without ports and wildcards. Each returns the problem, or null.</summary>
internal static class HostRules
{
    /// <summary>A host name or IP without port.</summary>
    public static string? Host(string value) => HostText.Of(value) switch
    {
        { Problem: HostText.BadPort } or { Problem: null, Port: not null } => "must not have a port",
        { Problem: not null } => $"invalid value: {value}",
        _ => null,
    };

    /// <summary>A host name or IP, a port allowed.</summary>
    public static string? HostWithPort(string value) => HostText.Of(value).Problem;

    /// <summary>A route's host: as above, and one wildcard may be its whole leftmost or rightmost label.</summary>
    public static string? RouteHost(string value)
    {
        var wildcards = value.AsSpan().Count('*');
        return wildcards == 0 ? HostWithPort(value)
            : wildcards > 1 ? "invalid wildcard: must have at most one wildcard"
            : !WithoutPort(value).EndsWith(".*", StringComparison.Ordinal) && !value.StartsWith("*.", StringComparison.Ordinal)
                ? "invalid wildcard: must be placed at leftmost or rightmost label"
            : HostWithPort(value.Replace("*", "abc", StringComparison.Ordinal));
    }

    /// <summary>A server name without wildcard.</summary>
    public static string? ServerName(string value) => HostText.Of(value) switch
    {
        { Problem: not (null or HostText.BadPort) } => $"invalid value: {value}",
        { IsName: false } => "must not be an IP",
        { Problem: HostText.BadPort } or { Port: not null } => "must not have a port",
        _ => null,
    };

    /// <summary>A server name, a wildcard allowed at either end; <c>*</c> alone stands for all.</summary>
    public static string? Sni(string value)
    {
        var at = value.IndexOf('*', StringComparison.Ordinal);
        return at > 0 && at < value.Length - 1 ? "wildcard must be leftmost or rightmost character"
            : value.AsSpan().Count('*') > 1 ? "only one wildcard must be specified"
            : ServerName(value.Replace("*", "wildcard", StringComparison.Ordinal));
    }

    /// <summary>The name of an upstream: a virtual host name.</summary>
    public static string? UpstreamName(string value)
    {
        var problem = HostText.Of(value) switch
        {
            { Problem: not null } => "must be a valid hostname",
            { IsName: false } => "no ip addresses allowed",
            { Port: not null } => "no port allowed",
            _ => null,
        };
        return problem is null ? null : $"Invalid name ('{value}'); {problem}";
    }

    /// <summary>A target: host name or IP with optional port.</summary>
    public static string? Target(string value) =>
        HostText.Of(value).Problem is null ? null : $"Invalid target ('{value}'); not a valid hostname or ip address";

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

    public static bool IsHost(string host) => IpText.IsAddress(Unbracketed(host)) || HostText.Of(host) is { Problem: null, IsName: true, Port: null };

    private static string WithoutPort(string value)
    {
        var colon = value.LastIndexOf(':');
        return colon < 0 ? value : value[..colon];
    }
}
