using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>A configured content type. It covers a response's when type and subtype are the same, or <c>*</c>, and all parameters are.</summary>
internal sealed class CacheableType
{
    private readonly MediaTypeHeaderValue _media;

    private CacheableType(MediaTypeHeaderValue media) => _media = media;

    /// <summary>Null when the text is no media type: then it covers nothing.</summary>
    public static CacheableType? Parse(string text) =>
        MediaTypeHeaderValue.TryParse(new StringSegment(text), out var media) ? new CacheableType(media) : null;

    public bool Covers(MediaTypeHeaderValue other)
    {
        if (!Covers(_media.Type, other.Type) || !Covers(_media.SubType, other.SubType) || _media.Parameters.Count != other.Parameters.Count)
        {
            return false;
        }

        foreach (var parameter in _media.Parameters)
        {
            if (!Has(other, parameter))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Covers(StringSegment expected, StringSegment given) =>
        expected == "*" || expected.Equals(given, StringComparison.OrdinalIgnoreCase);

    private static bool Has(MediaTypeHeaderValue other, NameValueHeaderValue parameter)
    {
        foreach (var candidate in other.Parameters)
        {
            if (candidate.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))
            {
                return candidate.Value.Equals(parameter.Value, StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }
}
