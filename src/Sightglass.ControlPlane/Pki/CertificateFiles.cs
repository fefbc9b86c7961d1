using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.ControlPlane.Hosting;

namespace Sightglass.ControlPlane.Pki;

/// <summary>A certificate and its key as two PEM files, readable by their owner only.</summary>
internal static class CertificateFiles
{
    public static void Write(X509Certificate2 certificate, string certificateFile, string keyFile)
    {
        using var key = certificate.GetECDsaPrivateKey()
            ?? throw new ArgumentException("The certificate has no ECDSA key.", nameof(certificate));
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(certificateFile, certificate.ExportCertificatePem() + "\n");
    }

    /// <summary>The certificate with its key; null when a file is missing.</summary>
    /// <exception cref="CryptographicException">A file does not hold what it should.</exception>
    public static X509Certificate2? Read(string certificateFile, string keyFile)
    {
        if (!File.Exists(certificateFile) || !File.Exists(keyFile))
        {
            return null;
        }

        PrivateFile.RequirePrivate(keyFile, message => new CryptographicException(message));
        using var pem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);

        // Through PKCS#12: TLS servers do not take a key that exists in memory only on every platform.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
