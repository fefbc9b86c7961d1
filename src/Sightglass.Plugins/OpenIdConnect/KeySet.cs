using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Sightglass.Plugins.Tokens;
using Sightglass.Plugins.Tokens.Edwards;

namespace Sightglass.Plugins.OpenIdConnect;

/// <summary>The public keys of a provider (RFC 7517).</summary>
internal sealed class KeySet(IReadOnlyList<SigningKey> keys)
{
    private const int MaxKeys = 256;

    public int Count => keys.Count;

    /// <summary>Reads a JWK set. Keys that are not for signatures, or of a kind that cannot be used, are left out.</summary>
    /// <exception cref="FormatException">It is no JWK set.</exception>
    public static KeySet Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            var keys = new List<SigningKey>();
            foreach (var element in document.RootElement.GetProperty("keys").EnumerateArray())
            {
                if (keys.Count < MaxKeys && ParseKey(element) is { } key)
                {
                    keys.Add(new SigningKey(Text(element, "kid"), Text(element, "alg"), key));
                }
            }

            return new KeySet(keys);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("the key set is not a JWK set", e);
        }
    }

    /// <summary>Whether there is a key of that id; always, when the token names none.</summary>
    public bool Knows(string? id) => id is null || keys.Any(key => key.Id == id);

    /// <summary>Whether one of the keys that the token may mean made its signature.</summary>
    public bool Verify(JsonWebToken token, string? id)
    {
        foreach (var key in keys)
        {
            if ((id is null || key.Id is null || key.Id == id)
                && (key.Algorithm is null || key.Algorithm == token.Algorithm)
                && key.Key.Verify(token.Algorithm, token.SigningInput, token.Signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Symmetric keys are left out: what everybody can read verifies nothing.</summary>
    private static TokenKey? ParseKey(JsonElement element)
    {
        if (Text(element, "use") is not (null or "sig"))
        {
            return null;
        }

        try
        {
            switch (Text(element, "kty"))
            {
                case "RSA" when Bytes(element, "n") is { Length: >= 256 } modulus && Bytes(element, "e") is { } exponent:
                    return PublicKey.FromRsa(new RSAParameters { Modulus = modulus, Exponent = exponent });
                case "EC" when Curve(Text(element, "crv")) is { } curve && Bytes(element, "x") is { } x && Bytes(element, "y") is { } y:
                    return PublicKey.FromEc(new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } });
                case "OKP" when Text(element, "crv") == "Ed25519" && Bytes(element, "x") is { } point:
                    return EdwardsKey.FromBytes(point);
                default:
                    return null;
            }
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static ECCurve? Curve(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement element, string name) =>
        Text(element, name) is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
