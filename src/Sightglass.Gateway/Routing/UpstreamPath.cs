namespace Sightglass.Gateway.Routing;

/// <summary>
/// The path to ask the upstream for, as the pieces it is joined of (gateway.md 8.1): a part of the service's path, maybe a slash, a part of
/// the request's path. Writing the pieces saves making the string.
/// </summary>
internal readonly ref struct UpstreamPath
{
    private UpstreamPath(ReadOnlySpan<char> first, bool slash, ReadOnlySpan<char> rest)
    {
        First = first;
        Slash = slash;
        Rest = rest;
    }

    public ReadOnlySpan<char> First { get; }

    public bool Slash { get; }

    public ReadOnlySpan<char> Rest { get; }

    /// <summary>Joins.</summary>
    /// <param name="servicePath">The service's path; null for none.</param>
    /// <param name="path">The request's path in normal form.</param>
    /// <param name="matched">How much of it the route's path took.</param>
    /// <param name="strip">The route's <c>strip_path</c>.</param>
    /// <param name="concatenate"><c>path_handling</c> v1: no slash is put in between.</param>
    public static UpstreamPath Compose(string? servicePath, string path, int matched, bool strip, bool concatenate)
    {
        var first = servicePath ?? "/";

        // Where the route matched no part of the path, the first slash counts as that part.
        var rest = strip ? DropDots(path.AsSpan(Math.Clamp(matched, 1, path.Length))) : path;
        if (concatenate)
        {
            return Concatenate(first, strip ? rest : rest[1..]);
        }

        if (rest.IsEmpty || (!strip && path == "/" && !first.EndsWith('/')))
        {
            // Nothing is left of the request's path. Whether a slash ends the result is up to the request's own end.
            var bare = first.AsSpan().TrimEnd('/');
            return strip && path.EndsWith('/') && (path.Length > 1 || first.EndsWith('/'))
                ? new UpstreamPath(bare, true, [])
                : new UpstreamPath(bare, bare.IsEmpty, []);
        }

        var trimmed = first.EndsWith('/') ? first.AsSpan(0, first.Length - 1) : first;
        return new UpstreamPath(trimmed, rest[0] != '/', rest);
    }

    public override string ToString() => string.Concat(First, Slash ? "/" : "", Rest);

    private static UpstreamPath Concatenate(string first, ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
        {
            return new UpstreamPath(first, false, []);
        }

        // Where both have a slash one of them goes; where neither has one none is added.
        return first.EndsWith('/') && rest[0] == '/'
            ? new UpstreamPath(first, false, rest[1..])
            : new UpstreamPath(first, false, rest);
    }

    private static ReadOnlySpan<char> DropDots(ReadOnlySpan<char> rest)
        => rest is "." or ".." ? []
            : rest.StartsWith("../") ? rest[3..]
            : rest.StartsWith("./") ? rest[2..]
            : rest;
}
