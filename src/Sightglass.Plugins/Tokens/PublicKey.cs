using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sightglass.Plugins.Tokens;

/// <summary>
/// An RSA or EC public key. Key objects of the framework are not promised to be safe for concurrent use, so each verification
/// borrows one of its own.
/// </summary>
internal sealed class PublicKey : TokenKey
{
    private readonly Func<AsymmetricAlgorithm> _make;
    private readonly ConcurrentQueue<AsymmetricAlgorithm> _idle = new();

    private PublicKey(AsymmetricAlgorithm first, Func<AsymmetricAlgorithm> make)
    {
        _make = make;
        _idle.Enqueue(first);
    }

    /// <summary>Reads a PEM public key; null when it is none that the framework can use.</summary>
    public static PublicKey? FromPem(string pem)
    {
        try
        {
            return Of(() =>
            {
                var rsa = RSA.Create();
                rsa.ImportFromPem(pem);
                return rsa;
            });
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Not an RSA key: perhaps an EC key.
        }

        try
        {
            return Of(() =>
            {
                var ec = ECDsa.Create();
                ec.ImportFromPem(pem);
                return ec;
            });
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    public static PublicKey FromRsa(RSAParameters parameters) => Of(() => RSA.Create(parameters));

    public static PublicKey FromEc(ECParameters parameters) => Of(() => ECDsa.Create(parameters));

    public override bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!_idle.TryDequeue(out var key))
        {
            key = _make();
        }

        try
        {
            return key switch
            {
                RSA rsa when algorithm.StartsWith("RS", StringComparison.Ordinal) =>
                    rsa.VerifyData(data, signature, SignatureAlgorithm.Hash(algorithm), RSASignaturePadding.Pkcs1),
                RSA rsa when algorithm.StartsWith("PS", StringComparison.Ordinal) =>
                    rsa.VerifyData(data, signature, SignatureAlgorithm.Hash(algorithm), RSASignaturePadding.Pss),
                ECDsa ec when algorithm.StartsWith("ES", StringComparison.Ordinal) && ec.KeySize == SignatureAlgorithm.CurveSize(algorithm) =>
                    ec.VerifyData(data, signature, SignatureAlgorithm.Hash(algorithm), DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            _idle.Enqueue(key);
        }
    }

    private static PublicKey Of(Func<AsymmetricAlgorithm> make) => new(make(), make);
}
