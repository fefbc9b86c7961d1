using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sightglass.Plugins.BasicAuth;

/// <summary>User name and password as a client sends them (RFC 7617).</summary>
internal readonly record struct BasicCredentials(string Username, string Password)
{
    private const int MaxEncoded = 8192;

    /// <summary>Reads a header value; false when it is of another scheme or malformed.</summary>
    public static bool TryParse(string? header, out BasicCredentials credentials)
    {
        credentials = default;
        if (header is null || !TryEncoded(header, out var encoded))
        {
            return false;
        }

        // Clients may leave the padding out.
        var padded = encoded.ToString().TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return false;
        }

        credentials = new BasicCredentials(text[..colon], text[(colon + 1)..]);
        return true;
    }

    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => Username;

    [SuppressMessage("Style", "IDE0057", Justification = "The length of the scheme's name reads better as a number.")]
    private static bool TryEncoded(string header, out ReadOnlySpan<char> encoded)
    {
        var value = header.AsSpan().Trim();
        encoded = value.StartsWith("Basic", StringComparison.Ordinal) || value.StartsWith("basic", StringComparison.Ordinal)
            ? value.Slice(5).TrimStart() : default;
        return encoded.Length is > 0 and <= MaxEncoded;
    }
}
