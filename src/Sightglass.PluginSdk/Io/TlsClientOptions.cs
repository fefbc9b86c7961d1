using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.PluginSdk.Io;

/// <summary>How a plugin's connection uses TLS.</summary>
public sealed record TlsClientOptions
{
    /// <summary>Verified against the system's authorities, by the name of the host.</summary>
    public static readonly TlsClientOptions Verified = new();

    /// <summary>Encrypted, without looking at who answers.</summary>
    public static readonly TlsClientOptions Unverified = new() { Verify = false };

    /// <summary>Whether the certificate must be trusted and fit the name. Default true.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>The name asked for and verified; the host's name when null.</summary>
    public string? ServerName { get; init; }

    /// <summary>Authorities to trust instead of the system's; null for the system's. Compared by reference.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    internal SslClientAuthenticationOptions ToSslOptions(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = ServerName ?? host };
        if (!Verify)
        {
            // The operator asked for it in so many words: any certificate will do.
            options.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        }
        else if (Authorities is { } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return options;
    }
}
