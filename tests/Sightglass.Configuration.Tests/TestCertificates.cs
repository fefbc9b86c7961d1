using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.Configuration.Tests;

/// <summary>Certificates made for these tests.</summary>
internal static class TestCertificates
{
    public static readonly (string Cert, string Key) Ec = Make("ec.test", ec: true);
    public static readonly (string Cert, string Key) OtherEc = Make("other.test", ec: true);
    public static readonly (string Cert, string Key) Rsa = Make("rsa.test", ec: false);
    public static readonly string Authority = Make("ca.test", ec: true, authority: true).Cert;
    public static readonly string ExpiredAuthority = Make("ca.test", ec: true, authority: true, years: -1).Cert;

    private static (string Cert, string Key) Make(string name, bool ec, bool authority = false, int years = 10)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var request = ec
            ? new CertificateRequest($"CN={name}", ecdsa, HashAlgorithmName.SHA256)
            : new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (authority)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        }

        var end = FixedTime.Start.AddYears(years);
        using var certificate = request.CreateSelfSigned(end.AddYears(-20), end);
        return (certificate.ExportCertificatePem(), ec ? ecdsa.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem());
    }
}
