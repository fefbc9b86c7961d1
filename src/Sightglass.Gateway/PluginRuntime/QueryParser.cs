using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>Parses queries. Names keep their case; a name without <c>=</c> has the empty value.</summary>
internal static class QueryParser
{
    /// <summary>Parses a query.</summary>
    /// <param name="query">With or without its question mark.</param>
    /// <param name="limit">Parameters read; more are ignored.</param>
    public static IQueryCollection Parse(ReadOnlySpan<char> query, int limit)
    {
        var values = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var range in query.TrimStart('?').Split('&'))
        {
            var parameter = query.TrimStart('?')[range];
            if (parameter.IsEmpty)
            {
                continue;
            }

            if (limit-- == 0)
            {
                break;
            }

            var equals = parameter.IndexOf('=');
            var name = Decode(equals < 0 ? parameter : parameter[..equals]);
            var value = equals < 0 ? "" : Decode(parameter[(equals + 1)..]);
            values[name] = values.TryGetValue(name, out var earlier) ? StringValues.Concat(earlier, value) : value;
        }

        return new QueryCollection(values);
    }

    private static string Decode(ReadOnlySpan<char> text)
    {
        var plain = text.ToString();
        return plain.AsSpan().ContainsAny('%', '+') ? Uri.UnescapeDataString(plain.Replace('+', ' ')) : plain;
    }
}
