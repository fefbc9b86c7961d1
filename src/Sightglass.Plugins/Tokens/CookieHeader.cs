using Microsoft.Extensions.Primitives;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tokens;

/// <summary>Cookie headers (RFC 6265 4.2).</summary>
internal static class CookieHeader
{
    /// <summary>The value of the first cookie of a name, as it is; names are compared without regard to case.</summary>
    public static string? Find(StringValues header, string name)
    {
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(';'))
            {
                var pair = line.AsSpan()[range].Trim();
                var equals = pair.IndexOf('=');
                if (equals > 0 && pair[..equals].Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return pair[(equals + 1)..].ToString();
                }
            }
        }

        return null;
    }

    /// <summary>Takes all cookies of a name out of a request.</summary>
    public static void Remove(PluginServiceRequest request, string name)
    {
        var header = request.GetHeader("Cookie");
        if (Find(header, name) is null)
        {
            return;
        }

        var left = new List<string>();
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(';'))
            {
                var pair = line.AsSpan()[range].Trim();
                var equals = pair.IndexOf('=');
                if (pair.Length > 0 && (equals < 0 || !pair[..equals].Equals(name, StringComparison.OrdinalIgnoreCase)))
                {
                    left.Add(pair.ToString());
                }
            }
        }

        if (left.Count == 0)
        {
            request.RemoveHeader("Cookie");
        }
        else
        {
            request.SetHeader("Cookie", string.Join("; ", left));
        }
    }
}
