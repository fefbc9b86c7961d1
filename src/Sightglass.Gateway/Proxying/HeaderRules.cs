using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.Proxying;

/// <summary>What HTTP allows in header names and values (RFC 9110, 5.1, 5.5). Guards what plugins set; the servers guard the rest.</summary>
internal static class HeaderRules
{
    private static readonly SearchValues<char> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\0\r\n");

    /// <summary>Whether the text is a token: a header name or a method.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    /// <summary>Whether each can stand in a header line.</summary>
    public static bool AreValues(StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].AsSpan().ContainsAny(Forbidden))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="ArgumentException">Not a token.</exception>
    public static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsToken(name))
        {
            throw new ArgumentException($"'{name}' is not a token as HTTP asks for (RFC 9110, 5.1): letters, digits and !#$%&'*+-.^_`|~", nameof(name));
        }
    }

    /// <exception cref="ArgumentException">Contains CR, LF or NUL.</exception>
    public static void CheckValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.AsSpan().ContainsAny(Forbidden))
        {
            throw new ArgumentException("A header value must not contain CR, LF or NUL (RFC 9110, 5.5)", nameof(value));
        }
    }

    /// <exception cref="ArgumentException">A value contains CR, LF or NUL.</exception>
    public static void CheckValues(StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            CheckValue(values[i] ?? "");
        }
    }
}
