using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.Gateway.Upstream;

/// <summary>Judges the certificate of one peer, and keeps the reason of a refusal.</summary>
internal sealed class CertificateVerdict(UpstreamTlsOptions tls)
{
    /// <summary>Why the certificate was refused; null when it was not.</summary>
    public string? Problem { get; private set; }

    /// <summary>The options of one handshake.</summary>
    public SslClientAuthenticationOptions ToClientOptions() => new()
    {
        TargetHost = tls.ServerName,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateContext = tls.ClientCertificate,
        RemoteCertificateValidationCallback = Judge,
        CertificateChainPolicy = ToChainPolicy(),
    };

    private X509ChainPolicy ToChainPolicy()
    {
        // Nothing is fetched on the word of a certificate: its sender would choose where this process connects to.
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (!tls.CaCertificates.IsEmpty)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            foreach (var certificate in tls.CaCertificates)
            {
                policy.CustomTrustStore.Add(certificate);
            }
        }

        return policy;
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!tls.Verify)
        {
            return true;
        }

        Problem = errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "the peer presented no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"the certificate is not for '{tls.ServerName}'",
            _ => $"the certificate chain is not trusted: {Describe(chain)}",
        };

        // Leaf and root are not intermediates.
        if (Problem is null && tls.VerifyDepth is { } depth && chain is not null && chain.ChainElements.Count - 2 > depth)
        {
            Problem = $"the certificate chain is longer than {depth} intermediates";
        }

        return Problem is null;
    }

    private static string Describe(X509Chain? chain)
        => chain is null ? "no chain" : string.Join(", ", chain.ChainStatus.Select(static status => status.Status).Distinct());
}
