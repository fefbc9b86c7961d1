using System.Security.Cryptography;

namespace Sightglass.Plugins.Tokens;

/// <summary>A shared secret, for HS algorithms.</summary>
internal sealed class SymmetricKey(byte[] secret) : TokenKey
{
    public override bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!SignatureAlgorithm.IsSymmetric(algorithm))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA512.HashSizeInBytes];
        var length = algorithm switch
        {
            "HS256" => HMACSHA256.HashData(secret, data, expected),
            "HS384" => HMACSHA384.HashData(secret, data, expected),
            _ => HMACSHA512.HashData(secret, data, expected),
        };
        return CryptographicOperations.FixedTimeEquals(expected[..length], signature);
    }
}
