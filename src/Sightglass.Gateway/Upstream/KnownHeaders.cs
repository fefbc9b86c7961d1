using System.Text;
using Microsoft.Net.Http.Headers;

namespace Sightglass.Gateway.Upstream;

/// <summary>Finds <see cref="KnownHeader"/> by name and the other way round.</summary>
internal static class KnownHeaders
{
    // In the order of the enumeration. The server's own constants, so that it recognises them by reference.
    private static readonly string[] Names =
    [
        string.Empty, HeaderNames.AcceptRanges, HeaderNames.AccessControlAllowOrigin, HeaderNames.Age, HeaderNames.CacheControl,
        HeaderNames.Connection, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentLength, HeaderNames.ContentType,
        HeaderNames.Date, HeaderNames.ETag, HeaderNames.Expires, HeaderNames.KeepAlive, HeaderNames.LastModified, HeaderNames.Location,
        HeaderNames.ProxyAuthenticate, HeaderNames.ProxyConnection, HeaderNames.Server, HeaderNames.SetCookie,
        HeaderNames.StrictTransportSecurity, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade, HeaderNames.Vary,
        HeaderNames.Via, HeaderNames.WWWAuthenticate, HeaderNames.XContentTypeOptions, HeaderNames.XFrameOptions, HeaderNames.XPoweredBy,
    ];

    /// <summary>The canonical spelling.</summary>
    public static string NameOf(KnownHeader header) => Names[(int)header];

    /// <summary>The header of this name in any case; <see cref="KnownHeader.Unknown"/> when it is none of ours.</summary>
    public static KnownHeader Find(ReadOnlySpan<byte> name)
    {
        var candidate = Guess(name);
        return candidate != KnownHeader.Unknown && Ascii.EqualsIgnoreCase(name, Names[(int)candidate]) ? candidate : KnownHeader.Unknown;
    }

    // Length and one or two letters tell the candidates apart; the caller compares the rest.
    private static KnownHeader Guess(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return KnownHeader.Unknown;
        }

        var first = (byte)(name[0] | 0x20);
        return name.Length switch
        {
            3 => first == 'a' ? KnownHeader.Age : KnownHeader.Via,
            4 => first switch { (byte)'d' => KnownHeader.Date, (byte)'e' => KnownHeader.ETag, (byte)'v' => KnownHeader.Vary, _ => KnownHeader.Unknown },
            6 => KnownHeader.Server,
            7 => first switch { (byte)'e' => KnownHeader.Expires, (byte)'t' => KnownHeader.Trailer, (byte)'u' => KnownHeader.Upgrade, _ => KnownHeader.Unknown },
            8 => KnownHeader.Location,
            10 => first switch { (byte)'c' => KnownHeader.Connection, (byte)'k' => KnownHeader.KeepAlive, (byte)'s' => KnownHeader.SetCookie, _ => KnownHeader.Unknown },
            12 => first == 'c' ? KnownHeader.ContentType : KnownHeader.XPoweredBy,
            13 => first switch { (byte)'a' => KnownHeader.AcceptRanges, (byte)'c' => KnownHeader.CacheControl, (byte)'l' => KnownHeader.LastModified, _ => KnownHeader.Unknown },
            14 => KnownHeader.ContentLength,
            15 => KnownHeader.XFrameOptions,
            16 => first == 'w' ? KnownHeader.WwwAuthenticate : (name[8] | 0x20) == 'l' ? KnownHeader.ContentLanguage
                : first == 'p' ? KnownHeader.ProxyConnection : KnownHeader.ContentEncoding,
            17 => KnownHeader.TransferEncoding,
            18 => KnownHeader.ProxyAuthenticate,
            22 => KnownHeader.XContentTypeOptions,
            25 => KnownHeader.StrictTransportSecurity,
            27 => KnownHeader.AccessControlAllowOrigin,
            _ => KnownHeader.Unknown,
        };
    }
}
