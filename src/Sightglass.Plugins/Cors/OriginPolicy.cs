namespace Sightglass.Plugins.Cors;

/// <summary>Which value <c>Access-Control-Allow-Origin</c> gets.</summary>
internal sealed class OriginPolicy
{
    private readonly OriginPattern[] _patterns;

    private OriginPolicy(bool allowsAll, string? single, OriginPattern[] patterns)
    {
        AllowsAll = allowsAll;
        Single = single;
        _patterns = patterns;
    }

    /// <summary>Whether everybody gets <c>*</c>.</summary>
    public bool AllowsAll { get; }

    /// <summary>The one plain origin that everybody gets; null when it depends on the request.</summary>
    public string? Single { get; }

    public static OriginPolicy From(string[] origins)
    {
        if (origins.Length == 0 || origins.Contains("*"))
        {
            return new OriginPolicy(true, null, []);
        }

        return origins.Length == 1 && OriginPattern.IsPlain(origins[0])
            ? new OriginPolicy(false, origins[0], [])
            : new OriginPolicy(false, null, [.. origins.Select(origin => new OriginPattern(origin))]);
    }

    public bool Matches(string origin)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(origin))
            {
                return true;
            }
        }

        return false;
    }
}
