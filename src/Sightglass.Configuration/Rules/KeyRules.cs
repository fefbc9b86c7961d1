using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Validation;
using Sightglass.Configuration.Vaults;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of keys and of the sets they are in.</summary>
internal static class KeyRules
{
    private const int MaxKeyLength = 64 << 10;

    public static readonly EntityType KeySets = new()
    {
        Name = "key_sets",
        Singular = "key_set",
        AdminPath = "key-sets",
        NestedPath = "key-sets",
        PathKey = "name",
        UniqueKeys = [new UniqueKey(["name"])],
        Schema = Entity([Text("name", "Unique name.")]),
    };

    public static readonly EntityType Keys = new()
    {
        Name = "keys",
        Singular = "key",
        AdminPath = "keys",
        NestedPath = "keys",
        PathKey = "name",
        UniqueKeys = [new UniqueKey(["name"]), new UniqueKey(["kid", "set"], NullsCount: true)],
        ForeignKeys = [new ForeignKey("set", "key_sets", OnDelete.Cascade)],
        Schema = Entity(
            [
                Foreign("set", "Key set it is in.", "key_sets"),
                Text("name", "Unique name."),
                Text("kid", "Id of the key, unique in its set.") with { Required = true },
                Text("jwk", "The key as a JSON Web Key, as text.") with { Secret = true },
                Record("pem", "The key as PEM.",
                    Text("private_key", "Private key.") with { Secret = true },
                    Text("public_key", "Public key.")) with
                {
                    Required = false,
                    Check = node => Pem(node.AsObject()),
                },
            ],
            OneFormat, JwkFits),
    };

    private static IEnumerable<(string, string)> OneFormat(JsonObject key)
    {
        if (key.Has("jwk") && key.Has("pem"))
        {
            yield return (FieldPath.Entity, "only one or none of these fields must be set: 'jwk', 'pem'");
        }

        foreach (var problem in Conditional.AtLeastOneOf(key, "jwk", "pem"))
        {
            yield return problem;
        }
    }

    private static IEnumerable<(string, string)> JwkFits(JsonObject key)
    {
        if (key.Text("jwk") is { } jwk && !VaultReference.Is(jwk) && Jwk(jwk, key.Text("kid")!) is { } problem)
        {
            yield return (FieldPath.Entity, problem);
        }
    }

    private static string? Jwk(string text, string kid)
    {
        const string Unusable = "could not load JWK, likely not a valid key";
        JsonObject? jwk;
        try
        {
            jwk = text.Length > MaxKeyLength ? null : JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 8 }) as JsonObject;
        }
        catch (JsonException)
        {
            return "could not json decode jwk string";
        }

        return jwk is null ? Unusable
            : Member(jwk, "kid") != kid ? "kid in jwk.kid must be equal to keys.kid"
            : IsKey(jwk) ? null
            : Unusable;
    }

    private static bool IsKey(JsonObject jwk)
    {
        try
        {
            switch (Member(jwk, "kty"))
            {
                case "RSA":
                    using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }))
                    {
                        return rsa.KeySize > 0;
                    }

                case "EC" when Curve(Member(jwk, "crv")) is { } curve:
                    var parameters = new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } };
                    using (var ecdsa = ECDsa.Create(parameters))
                    {
                        return ecdsa.KeySize > 0;
                    }

                case "OKP":
                    return Bytes(jwk, "x").Length == Member(jwk, "crv") switch
                    {
                        "Ed25519" or "X25519" => 32,
                        "Ed448" => 57,
                        "X448" => 56,
                        _ => -1,
                    };
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static ECCurve? Curve(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static byte[] Bytes(JsonObject jwk, string member) => System.Buffers.Text.Base64Url.DecodeFromChars(Member(jwk, member) ?? "");

    private static string? Member(JsonObject jwk, string name) => jwk[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string? Pem(JsonObject pem)
    {
        var (publicKey, privateKey) = (pem.Text("public_key"), pem.Text("private_key"));
        if (publicKey is null && privateKey is null)
        {
            return "at least one of these fields must be non-empty: 'private_key', 'public_key'";
        }

        if (publicKey is not null && VaultReference.Is(publicKey) || privateKey is not null && VaultReference.Is(privateKey))
        {
            return null;
        }

        return publicKey is not null && PemRules.PublicKey(publicKey) is not null ? "could not load public key"
            : privateKey is not null && PemRules.PrivateKey(privateKey) is not null ? "could not load private key"
            : publicKey is not null && privateKey is not null && !PemRules.Fit(publicKey, privateKey) ? "public key does not match private key"
            : null;
    }
}
