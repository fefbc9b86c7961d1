using System.Globalization;
using System.Net;
using Sightglass.Expressions.Net;

namespace Sightglass.Configuration.Rules;

/// <summary>
/// Strict reading of IP addresses and ranges. The framework's parser also takes <c>10.1</c>, leading zeros and scopes, which
/// people do not mean when they write a configuration.
/// </summary>
internal static class IpText
{
    public static bool IsAddress(string text) => IpValue.TryParse(text, out _);

    public static bool IsAddressOrRange(string text) => IsAddress(text) || TryRange(text, out _);

    public static bool TryAddress(string text, out IPAddress? address)
    {
        address = null;
        return IsAddress(text) && IPAddress.TryParse(text, out address);
    }

    /// <summary>An address and a prefix length; bits after the prefix may be set.</summary>
    public static bool TryRange(string text, out IpCidr range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IpValue.TryParse(text[..slash], out var address) || !TryDecimal(text[(slash + 1)..], address.Width, out var length))
        {
            return false;
        }

        range = new IpCidr(address, length);
        return true;
    }

    /// <summary>A decimal number without sign or leading zero.</summary>
    public static bool TryDecimal(string text, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value <= max && (text.Length == 1 || text[0] != '0');
}
