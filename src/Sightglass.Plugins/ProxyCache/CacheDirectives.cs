using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>The directives of <c>Cache-Control</c> headers that the cache goes by (RFC 9111, 5.2). Numbers are seconds; null where absent.</summary>
internal readonly record struct CacheDirectives
{
    public bool NoStore { get; private init; }

    public bool NoCache { get; private init; }

    public bool Private { get; private init; }

    public bool OnlyIfCached { get; private init; }

    public double? MaxAge { get; private init; }

    public double? SharedMaxAge { get; private init; }

    public double? MaxStale { get; private init; }

    public double? MinFresh { get; private init; }

    public static CacheDirectives Parse(StringValues header)
    {
        var directives = default(CacheDirectives);
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                directives = directives.With(line.AsSpan()[range].Trim());
            }
        }

        return directives;
    }

    /// <summary>How long a response may be kept by what it says itself: 0 when it says nothing.</summary>
    public double SecondsToLive(IHeaderDictionary response, DateTimeOffset now)
    {
        if ((SharedMaxAge ?? MaxAge) is { } given)
        {
            return Math.Max(0, given);
        }

        var expires = response.Expires;
        return expires.Count > 0
            && DateTimeOffset.TryParseExact(expires[^1], "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
                ? Math.Max(0, end.ToUnixTimeSeconds() - now.ToUnixTimeSeconds())
                : 0;
    }

    private CacheDirectives With(ReadOnlySpan<char> directive)
    {
        var equals = directive.IndexOf('=');
        var name = equals < 0 ? directive : directive[..equals].Trim();
        double? seconds = equals >= 0
            && double.TryParse(directive[(equals + 1)..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
                ? number
                : null;
        return name switch
        {
            _ when Is(name, "no-store") => this with { NoStore = true },
            _ when Is(name, "no-cache") => this with { NoCache = true },
            _ when Is(name, "private") => this with { Private = true },
            _ when Is(name, "only-if-cached") => this with { OnlyIfCached = true },
            _ when Is(name, "max-age") => this with { MaxAge = seconds },
            _ when Is(name, "s-maxage") => this with { SharedMaxAge = seconds },
            _ when Is(name, "max-stale") => this with { MaxStale = seconds },
            _ when Is(name, "min-fresh") => this with { MinFresh = seconds },
            _ => this,
        };
    }

    private static bool Is(ReadOnlySpan<char> name, string directive) => name.Equals(directive, StringComparison.OrdinalIgnoreCase);
}
