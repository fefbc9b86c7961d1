using System.Net;

namespace Sightglass.Gateway.Dns;

/// <summary>Tells addresses from names.</summary>
internal static class AddressLiteral
{
    /// <summary>Whether the text can only be meant as an address: it has a colon, or its last label is a number.</summary>
    /// <param name="text">Host as configured, IPv6 with or without brackets.</param>
    /// <param name="address">The address; null when the text is not a valid one.</param>
    public static bool IsMeant(string text, out IPAddress? address)
    {
        address = null;
        if (text.Contains(':', StringComparison.Ordinal))
        {
            var inner = text.StartsWith('[') && text.EndsWith(']') ? text.AsSpan(1, text.Length - 2) : text.AsSpan();
            _ = IPAddress.TryParse(inner, out address);
            return true;
        }

        var last = text.AsSpan(text.LastIndexOf('.') + 1);
        if (last.IsEmpty || last.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        // Only the canonical form: "127.1" and "010.0.0.1" mean different addresses to different programs.
        if (IPAddress.TryParse(text, out var parsed) && parsed.ToString() == text)
        {
            address = parsed;
        }

        return true;
    }
}
