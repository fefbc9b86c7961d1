using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Configuration.Settings;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tls;

/// <summary>
/// Takes the certificate of one client and judges it. The handshake succeeds whatever the verdict: a client that is refused learns why from
/// the answer to its request, and the request can be seen and logged.
/// </summary>
internal sealed class ClientCertificateCheck(ClientCertificatePolicy policy, TimeProvider time)
{
    /// <summary>The verdict about no certificate.</summary>
    public const string None = "NONE";

    private const string Success = "SUCCESS";
    private bool _lacksOnlyAuthority;

    /// <summary>What the client presented; null for nothing.</summary>
    public ClientCertificate? Certificate { get; private set; }

    /// <summary><c>NONE</c>, <c>SUCCESS</c> or <c>FAILED:reason</c>, the reason in OpenSSL's words.</summary>
    public string Verdict { get; private set; } = None;

    /// <summary>Why requests of the connection are refused; null when they are not.</summary>
    public string? Refusal => policy.Mode switch
    {
        ClientVerification.Off => null,
        ClientVerification.On when Certificate is null => "No required SSL certificate was sent",
        _ when Certificate is null || Verdict == Success => null,
        ClientVerification.OptionalNoCa when _lacksOnlyAuthority => null,
        _ => "The SSL certificate error",
    };

    /// <summary>Makes a handshake ask for a certificate.</summary>
    public void AddTo(SslServerAuthenticationOptions options)
    {
        options.ClientCertificateRequired = true;
        options.RemoteCertificateValidationCallback = Take;
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            // Nothing is fetched on the word of a certificate: its sender would choose where this process connects to.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            VerificationTime = time.GetLocalNow().DateTime,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(policy.Authorities.AsSpan().ToArray());
    }

    private bool Take(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return true;
        }

        // The objects given are disposed after the handshake.
        Certificate = new ClientCertificate(
            X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()),
            chain is null ? [] : [.. chain.ChainPolicy.ExtraStore.Select(static sent => X509CertificateLoader.LoadCertificate(sent.RawData))]);
        Verdict = Problem(chain, errors) is { } problem ? $"FAILED:{problem}" : Success;
        return true;
    }

    private string? Problem(X509Chain? chain, SslPolicyErrors errors)
    {
        if (chain is null)
        {
            return "unspecified certificate verification error";
        }

        var elements = chain.ChainElements;
        var found = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, status) => all | status.Status);

        // What is wrong beside an unknown authority comes first: it is not forgiven.
        if (found.HasFlag(X509ChainStatusFlags.NotSignatureValid))
        {
            return "certificate signature failure";
        }

        if (found.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return elements.Any(element => element.Certificate.NotBefore > chain.ChainPolicy.VerificationTime)
                ? "certificate is not yet valid"
                : "certificate has expired";
        }

        if (found.HasFlag(X509ChainStatusFlags.NotValidForUsage))
        {
            return "unsuitable certificate purpose";
        }

        // Leaf and root are not intermediates.
        if (elements.Count - 2 > policy.Depth)
        {
            return "certificate chain too long";
        }

        const X509ChainStatusFlags authority = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if ((found & ~authority) != X509ChainStatusFlags.NoError)
        {
            return "invalid CA certificate";
        }

        _lacksOnlyAuthority = true;
        if (found.HasFlag(X509ChainStatusFlags.UntrustedRoot))
        {
            return elements.Count == 1 ? "self-signed certificate" : "self-signed certificate in certificate chain";
        }

        if (found.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            return elements.Count == 1 ? "unable to verify the first certificate" : "unable to get local issuer certificate";
        }

        _lacksOnlyAuthority = false;
        return errors == SslPolicyErrors.None ? null : "unspecified certificate verification error";
    }
}
