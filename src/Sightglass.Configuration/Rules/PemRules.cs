using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.Configuration.Rules;

/// <summary>Rules for PEM texts. Each returns the problem, or null; none repeats the text, which may be a key.</summary>
internal static class PemRules
{
    public static string? Certificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return null;
        }
        catch (CryptographicException)
        {
            return "invalid certificate: expected a PEM block -----BEGIN CERTIFICATE-----";
        }
    }

    public static string? PrivateKey(string pem)
    {
        if (PemEncoding.TryFind(pem, out var fields) && pem[fields.Label] is "ENCRYPTED PRIVATE KEY")
        {
            return "invalid key: an encrypted key cannot be used, expected one without passphrase";
        }

        return Labels(pem).Any(l => l is "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY")
            ? null
            : "invalid key: expected a PEM block -----BEGIN PRIVATE KEY-----";
    }

    public static string? PublicKey(string pem)
    {
        const string Problem = "invalid key: expected a PEM block -----BEGIN PUBLIC KEY-----";
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            return Problem;
        }

        try
        {
            var content = Convert.FromBase64String(pem[fields.Base64Data]);
            switch (pem[fields.Label])
            {
                case "PUBLIC KEY":
                    _ = System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(content, out _);
                    return null;
                case "RSA PUBLIC KEY":
                    using (var rsa = RSA.Create())
                    {
                        rsa.ImportRSAPublicKey(content, out _);
                    }

                    return null;
                case "CERTIFICATE":
                    return Certificate(pem);
                default:
                    return Problem;
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException or AsnContentException)
        {
            return Problem;
        }
    }

    /// <summary>Loads certificate and key as a pair; null with the problem when they do not fit.</summary>
    public static X509Certificate2? Pair(string certificate, string key, out string? problem)
    {
        problem = null;
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            problem = "certificate does not match key";
            return null;
        }
    }

    /// <summary>Whether a public key is that of a private key.</summary>
    public static bool Fit(string publicKey, string privateKey)
    {
        return Matches(RSA.Create, key => key.ExportSubjectPublicKeyInfo()) || Matches(ECDsa.Create, key => key.ExportSubjectPublicKeyInfo());

        bool Matches<T>(Func<T> create, Func<T, byte[]> export)
            where T : AsymmetricAlgorithm
        {
            using var first = create();
            using var second = create();
            try
            {
                first.ImportFromPem(publicKey);
                second.ImportFromPem(privateKey);
                return export(first).AsSpan().SequenceEqual(export(second));
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                return false;
            }
        }
    }

    /// <summary>The labels of all PEM blocks, in order.</summary>
    public static IReadOnlyList<string> Labels(string pem)
    {
        var labels = new List<string>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            labels.Add(rest[fields.Label].ToString());
            rest = rest[fields.Location.End..];
        }

        return labels;
    }
}
