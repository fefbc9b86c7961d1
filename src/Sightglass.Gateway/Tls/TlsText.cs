using System.Security.Authentication;
using Microsoft.AspNetCore.Connections.Features;

namespace Sightglass.Gateway.Tls;

/// <summary>TLS parameters in the field's spelling.</summary>
internal static class TlsText
{
    public static string? Protocol(ITlsHandshakeFeature? tls) => tls?.Protocol switch
    {
        null => null,
        SslProtocols.Tls13 => "TLSv1.3",
        SslProtocols.Tls12 => "TLSv1.2",
        var other => other.ToString(),
    };

    public static string? Cipher(ITlsHandshakeFeature? tls) => tls?.NegotiatedCipherSuite?.ToString();
}
