using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sightglass.Plugins.Bodies;

/// <summary>Text as it may stand in a request target.</summary>
internal static class UriText
{
    /// <summary>Reserved and unreserved characters (RFC 3986, 2.2, 2.3), and the percent sign of what is encoded already.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "%:/?#[]@!$&'()*+,;=-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Percent-encodes what may not stand in a request target as it is.</summary>
    public static string Escape(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExcept(Allowed))
        {
            return text.ToString();
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var octet in Encoding.UTF8.GetBytes(text.ToArray()))
        {
            if (Allowed.Contains((char)octet))
            {
                escaped.Append((char)octet);
            }
            else
            {
                escaped.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
