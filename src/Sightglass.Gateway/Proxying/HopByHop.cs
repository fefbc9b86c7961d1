using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.Proxying;

/// <summary>Headers that a message's own <c>Connection</c> header declares to be meant for one hop (RFC 9110, 7.6.1).</summary>
internal static class HopByHop
{
    /// <summary>The names that a Connection header lists besides its options; null when there are none, which is nearly always.</summary>
    public static string[]? NamedIn(StringValues connection)
    {
        if (connection.Count == 0 || (connection.Count == 1 && IsOption(connection[0])))
        {
            return null;
        }

        var names = connection
            .SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(static name => !IsOption(name))
            .ToArray();
        return names.Length == 0 ? null : names;
    }

    public static bool Contains(string[] names, string name)
    {
        foreach (var candidate in names)
        {
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOption(string? text)
        => text is null
            || text.Equals("keep-alive", StringComparison.OrdinalIgnoreCase)
            || text.Equals("close", StringComparison.OrdinalIgnoreCase)
            || text.Equals("upgrade", StringComparison.OrdinalIgnoreCase);
}
