using System.Security.Cryptography;

namespace Sightglass.Plugins.Tokens;

/// <summary>
/// The signature algorithms of tokens (RFC 7518, RFC 8037): HS, RS, PS and ES in three sizes each, and EdDSA over Ed25519.
/// </summary>
internal static class SignatureAlgorithm
{
    public static bool IsKnown(string name) =>
        name is "HS256" or "HS384" or "HS512" or "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512" or "ES256" or "ES384" or "ES512" or "EdDSA";

    public static bool IsSymmetric(string name) => name.StartsWith("HS", StringComparison.Ordinal);

    public static HashAlgorithmName Hash(string name) => name[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    /// <summary>Bits of the curve that an ES algorithm is bound to.</summary>
    public static int CurveSize(string name) => name switch
    {
        "ES256" => 256,
        "ES384" => 384,
        _ => 521,
    };
}
