using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sightglass.Configuration.Rules;

/// <summary>
/// Strict reading of IP addresses and ranges. The framework's parser also takes <c>10.1</c>, leading zeros and scopes, which
/// people do not mean when they write a configuration.
/// </summary>
internal static class IpText
{
    public static bool IsAddress(string text) => TryAddress(text, out _);

    public static bool IsAddressOrRange(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return IsAddress(text);
        }

        return TryAddress(text[..slash], out var address)
            && TryDecimal(text[(slash + 1)..], address!.AddressFamily == AddressFamily.InterNetwork ? 32 : 128, out _);
    }

    public static bool TryAddress(string text, out IPAddress? address)
    {
        address = null;
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && IPAddress.TryParse(text, out address);
        }

        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => TryDecimal(p, 255, out _)) && IPAddress.TryParse(text, out address);
    }

    /// <summary>A decimal number without sign or leading zero.</summary>
    public static bool TryDecimal(string text, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value <= max && (text.Length == 1 || text[0] != '0');
}
