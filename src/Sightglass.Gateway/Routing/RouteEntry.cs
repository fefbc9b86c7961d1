using Sightglass.Expressions.Patterns;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>
/// What the router sorts and matches: a route, or one group of a route's paths (gateway.md 7.3): all its regexes, or its plain
/// paths of one length.
/// </summary>
internal sealed class RouteEntry
{
    public required RouteRuntime Route { get; init; }

    /// <summary>Higher is tried first.</summary>
    public required ulong Priority { get; init; }

    /// <summary>The id that decides among equal priorities: the greater one is tried first.</summary>
    public required Guid Id { get; init; }

    public required HostCondition[] Hosts { get; init; }

    public required string[] Methods { get; init; }

    public required HeaderCondition[] Headers { get; init; }

    public required ServerNameCondition[] ServerNames { get; init; }

    /// <summary>Plain paths, all of one length; empty for a regex group and for a route without paths.</summary>
    public required string[] Paths { get; init; }

    public required CompiledPattern[] Patterns { get; init; }

    /// <summary>What the matches of <see cref="Patterns"/> begin with.</summary>
    public required string[] PatternPrefixes { get; init; }

    /// <summary>The condition instead of all of the above; null for a classic route.</summary>
    public RouteExpression? Expression { get; init; }

    /// <summary>The hosts it is filed under: it matches no other; empty for one that matches any.</summary>
    public IEnumerable<HostCondition> FiledHosts
        => Expression is null ? Hosts : Expression.Hosts.Select(static host => new HostCondition(HostKind.Exact, host, -1));

    /// <summary>What the paths it matches begin with; the empty text for one that matches any.</summary>
    public IReadOnlyCollection<string> FiledPrefixes
    {
        get
        {
            var prefixes = Expression is not null ? Expression.PathPrefixes : Paths.Length > 0 ? Paths : PatternPrefixes;
            return prefixes.Length > 0 ? prefixes : [""];
        }
    }

    /// <summary>The position in the order of trial; 0 is first.</summary>
    public int Rank { get; set; }

    /// <summary>Whether the request matches, given that the index has found host and path prefix to be possible.</summary>
    /// <param name="request">The request.</param>
    /// <param name="matched">Length of the part of the path that the route's path took.</param>
    /// <param name="pattern">The regex that matched; null for a plain path.</param>
    public bool Matches(in RouterRequest request, out int matched, out CompiledPattern? pattern)
    {
        matched = 0;
        pattern = null;
        if (Expression is not null)
        {
            return Expression.Matches(request, out matched);
        }

        return MatchesMethod(request.Method)
            && MatchesHost(request.Host, request.Port)
            && MatchesServerName(request)
            && MatchesHeaders(request)
            && MatchesPath(request.Path, out matched, out pattern);
    }

    private bool MatchesMethod(string method)
    {
        foreach (var candidate in Methods)
        {
            if (candidate.Equals(method, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return Methods.Length == 0;
    }

    private bool MatchesHost(ReadOnlySpan<char> host, int port)
    {
        foreach (var candidate in Hosts)
        {
            if (candidate.Matches(host, port))
            {
                return true;
            }
        }

        return Hosts.Length == 0;
    }

    private bool MatchesServerName(in RouterRequest request)
    {
        if (ServerNames.Length == 0 || !request.IsTls)
        {
            return true;
        }

        foreach (var candidate in ServerNames)
        {
            if (request.ServerName is not null && candidate.Matches(request.ServerName))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesHeaders(in RouterRequest request)
    {
        foreach (var condition in Headers)
        {
            if (!condition.Matches(request.Headers[condition.Name]))
            {
                return false;
            }
        }

        return true;
    }

    private bool MatchesPath(string path, out int matched, out CompiledPattern? pattern)
    {
        pattern = null;
        matched = 0;
        foreach (var candidate in Paths)
        {
            if (path.StartsWith(candidate, StringComparison.Ordinal))
            {
                matched = candidate.Length;
                return true;
            }
        }

        foreach (var candidate in Patterns)
        {
            if (candidate.IndexIn(path, out matched) == 0)
            {
                pattern = candidate;
                return true;
            }
        }

        return Paths.Length == 0 && Patterns.Length == 0;
    }
}
