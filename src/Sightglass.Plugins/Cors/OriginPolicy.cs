namespace Sightglass.Plugins.Cors;

/// <summary>Which value <c>Access-Control-Allow-Origin</c> gets.</summary>
internal sealed class OriginPolicy
{
    private readonly OriginPattern[] _patterns;

    private OriginPolicy(OriginPattern[] patterns) => _patterns = patterns;

    /// <summary>Whether everybody gets <c>*</c>, whatever the request says.</summary>
    public bool AllowsAll { get; private init; }

    /// <summary>Whether <c>*</c> is one of several entries: requests that name an origin get it.</summary>
    public bool AllowsNamed { get; private init; }

    /// <summary>The one plain origin that everybody gets; null when it depends on the request.</summary>
    public string? Single { get; private init; }

    public static OriginPolicy From(string[] origins) => origins switch
    {
        [] or ["*"] => new OriginPolicy([]) { AllowsAll = true },
        [var single] when OriginPattern.IsPlain(single) => new OriginPolicy([]) { Single = single },
        _ when origins.Contains("*") => new OriginPolicy([]) { AllowsNamed = true },
        _ => new OriginPolicy([.. origins.Select(origin => new OriginPattern(origin))]),
    };

    /// <summary>The origin to allow, in its normal form; null when it matches no entry.</summary>
    public string? Match(string origin)
    {
        var normal = NormalOrigin.Parse(origin);
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(normal))
            {
                return normal.Text;
            }
        }

        return null;
    }
}
