using System.Collections.Immutable;
using System.Net.Security;
using System.Runtime.CompilerServices;
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
    // As long as the server gives a handshake.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Loads all pairs; makes a certificate when there is none.</summary>
    /// <param name="setting">The setting that names the certificates, for errors.</param>
    /// <param name="files">Certificates with their keys.</param>
    /// <param name="time">The clock of a generated certificate.</param>
    /// <exception cref="CryptographicException">Certificate or key cannot be used; the message names the setting.</exception>
    /// <exception cref="IOException">A file cannot be read; the message names the setting.</exception>
    public static ServerCertificate Load(string setting, ImmutableArray<CertificateFiles> files, TimeProvider time)
    {
        var loaded = LoadAll(setting, files);
        return loaded is [var first, .. var others] ? new ServerCertificate(first, others) : new ServerCertificate(DefaultCertificate.Create(time));
    }

    /// <summary>Loads all pairs.</summary>
    /// <exception cref="CryptographicException">Certificate or key cannot be used; the message names the setting.</exception>
    /// <exception cref="IOException">A file cannot be read; the message names the setting.</exception>
    public static SslStreamCertificateContext[] LoadAll(string setting, ImmutableArray<CertificateFiles> files)
        => [.. files.Select(pair => Load(setting, pair))];

    private static SslStreamCertificateContext Load(string setting, CertificateFiles pair)
    {
        try
        {
            return CertificateStore.Load(pair.Certificate.Load(), pair.Key.Load());
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException(
                $"{setting}: {pair.Certificate} with the key {pair.Key} cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{setting}: {e.Message}", e);
        }
    }

    /// <summary>Speaks TLS on a listener that presents the same whatever name it is asked for.</summary>
    public static void UseTls(this ListenOptions listen, ServerCertificate certificate, SslProtocols versions, bool http2, TimeProvider time)
    {
        listen.Protocols = http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        listen.UseClientHello(() => certificate.IsPair, Patience, time);
        var options = new ConditionalWeakTable<SslStreamCertificateContext, SslServerAuthenticationOptions>();
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = handshake => ValueTask.FromResult(
                options.GetValue(certificate.Choose(handshake.Connection.Features.Get<ClientHello>(), versions), CreateOptions)),
        });

        SslServerAuthenticationOptions CreateOptions(SslStreamCertificateContext chosen) => new()
        {
            ServerCertificateContext = chosen,
            EnabledSslProtocols = versions,
            ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
        };
    }

    /// <summary>The versions as the platform names them.</summary>
    public static SslProtocols ToProtocols(this TlsVersions versions)
        => (versions.HasFlag(TlsVersions.Tls12) ? SslProtocols.Tls12 : SslProtocols.None)
            | (versions.HasFlag(TlsVersions.Tls13) ? SslProtocols.Tls13 : SslProtocols.None);
}
