using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.Gateway.Tls;

/// <summary>What is presented for a name: one certificate, or one with an ECDSA key for clients that can check it, and another for the rest.</summary>
internal sealed class ServerCertificate
{
    private readonly SslStreamCertificateContext? _ecdsa;
    private readonly SslStreamCertificateContext _other;
    private readonly int _keySize;

    /// <param name="first">The certificate, where there is only one kind of key.</param>
    /// <param name="alternatives">Others; the first one with another kind of key counts.</param>
    public ServerCertificate(SslStreamCertificateContext first, params ReadOnlySpan<SslStreamCertificateContext> alternatives)
    {
        _other = first;
        var size = EcdsaKeySize(first);
        foreach (var alternative in alternatives)
        {
            var alternativeSize = EcdsaKeySize(alternative);
            if ((size == 0) != (alternativeSize == 0))
            {
                (_ecdsa, _other, _keySize) = size == 0 ? (alternative, first, alternativeSize) : (first, alternative, size);
                return;
            }
        }
    }

    /// <summary>Whether the client's hello decides.</summary>
    public bool IsPair => _ecdsa is not null;

    public SslStreamCertificateContext Choose(ClientHello? hello, SslProtocols versions)
        => _ecdsa is not null && hello is not null && hello.AcceptsEcdsa(_keySize, versions.HasFlag(SslProtocols.Tls13)) ? _ecdsa : _other;

    private static int EcdsaKeySize(SslStreamCertificateContext context)
    {
        using var key = context.TargetCertificate.GetECDsaPublicKey();
        return key?.KeySize ?? 0;
    }
}
