using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sightglass.Configuration.Settings;

namespace Sightglass.Gateway.Tls;

/// <summary>The certificate that listeners present by themselves: that of the settings, or a generated one.</summary>
internal static class ListenerCertificate
{
    /// <summary>Loads the first pair; makes a certificate when there is none.</summary>
    /// <param name="setting">The setting that names the certificates, for errors.</param>
    /// <param name="files">Certificates with their keys.</param>
    /// <param name="time">The clock of a generated certificate.</param>
    /// <exception cref="CryptographicException">Certificate or key cannot be used; the message names the setting.</exception>
    /// <exception cref="IOException">A file cannot be read; the message names the setting.</exception>
    public static SslStreamCertificateContext Load(string setting, ImmutableArray<CertificateFiles> files, TimeProvider time)
    {
        if (files is not [var first, ..])
        {
            return DefaultCertificate.Create(time);
        }

        try
        {
            return CertificateStore.Load(first.Certificate.Load(), first.Key.Load());
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException(
                $"{setting}: {first.Certificate} with the key {first.Key} cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{setting}: {e.Message}", e);
        }
    }

    /// <summary>Speaks TLS on a listener that presents one certificate whatever it is asked for.</summary>
    public static void UseTls(this ListenOptions listen, SslStreamCertificateContext certificate, SslProtocols versions, bool http2)
    {
        listen.Protocols = http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = versions,
            ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
        };
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(options) });
    }

    /// <summary>The versions as the platform names them.</summary>
    public static SslProtocols ToProtocols(this TlsVersions versions)
        => (versions.HasFlag(TlsVersions.Tls12) ? SslProtocols.Tls12 : SslProtocols.None)
            | (versions.HasFlag(TlsVersions.Tls13) ? SslProtocols.Tls13 : SslProtocols.None);
}
