namespace Sightglass.Gateway.Routing;

/// <summary>The kinds of a route's host.</summary>
internal enum HostKind
{
    Exact,

    /// <summary><c>*.example.com</c>: ends with <c>.example.com</c>, at any depth.</summary>
    Suffix,

    /// <summary><c>example.*</c>: starts with <c>example.</c>.</summary>
    Prefix,
}

/// <summary>One host a route accepts. Case is folded: host names have none.</summary>
/// <param name="Kind">How <paramref name="Text"/> is compared.</param>
/// <param name="Text">Lower case, without wildcard and port.</param>
/// <param name="Port">The port asked for; −1 for any.</param>
internal readonly record struct HostCondition(HostKind Kind, string Text, int Port)
{
    public static HostCondition Parse(string host)
    {
        var name = HostName.Split(host, out var port);
        if (name.StartsWith("*"))
        {
            return new HostCondition(HostKind.Suffix, name[1..].ToString().ToLowerInvariant(), port);
        }

        return name.EndsWith("*")
            ? new HostCondition(HostKind.Prefix, name[..^1].ToString().ToLowerInvariant(), port)
            : new HostCondition(HostKind.Exact, name.ToString().ToLowerInvariant(), port);
    }

    public bool Matches(ReadOnlySpan<char> host, int port)
        => (Port < 0 || Port == port) && Kind switch
        {
            HostKind.Exact => host.Equals(Text, StringComparison.OrdinalIgnoreCase),
            HostKind.Suffix => host.EndsWith(Text, StringComparison.OrdinalIgnoreCase),
            _ => host.StartsWith(Text, StringComparison.OrdinalIgnoreCase),
        };
}
