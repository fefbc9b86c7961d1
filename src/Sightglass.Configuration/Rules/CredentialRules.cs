using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Hashing;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Validation;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of what belongs to a consumer: keys, passwords, JWT secrets and groups.</summary>
internal static class CredentialRules
{
    private const long MaxTtl = 100_000_000;
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static readonly EntityType KeyAuth = Credential("keyauth_credentials", "key-auth", "key-auths", "key") with
    {
        Prepare = write =>
        {
            Generate(write, "key");
            CountFromNow(write);
        },
        Schema = Record(
        [
            Secret("key", "Key the client presents; generated when missing.") with { Required = true },
            Integer("ttl", "Seconds until the key expires; null for never.", 0, MaxTtl),
            Owner,
        ]),
    };

    public static readonly EntityType BasicAuth = Credential("basicauth_credentials", "basic-auth", "basic-auths", "username") with
    {
        Complete = HashPassword,
        Schema = Record(
        [
            Text("username", "Unique user name.") with { Required = true },
            Secret("password", "Stored as a hash, never in clear.") with { Required = true },
            Owner,
        ]),
    };

    public static readonly EntityType HmacAuth = Credential("hmacauth_credentials", "hmac-auth", "hmac-auths", "username") with
    {
        Prepare = write => Generate(write, "secret"),
        Schema = Record(
        [
            Text("username", "Unique user name.") with { Required = true },
            Secret("secret", "What the client signs with; generated when missing."),
            Owner,
        ]),
    };

    public static readonly EntityType Jwt = Credential("jwt_secrets", "jwt", "jwts", "key") with
    {
        Prepare = write => Generate(write, "key", "secret"),
        Schema = Record(
            [
                Text("key", "Value of the key claim; generated when missing.") with { Required = true },
                Secret("secret", "Secret of HS algorithms; generated when missing.") with { Required = true },
                Choice("algorithm", "Signature algorithm.", "HS256",
                    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA") with { Required = false },
                Text("rsa_public_key", "Public key, PEM, of the other algorithms."),
                Owner,
            ],
            PublicKeyNeeded),
    };

    public static readonly EntityType Acl = Credential("acls", "acls", "acls", "group") with
    {
        UniqueKeys = [new UniqueKey(["consumer", "group"])],
        Schema = Record(
        [
            Text("group", "Group the consumer is in.") with { Required = true },
            Owner,
        ]),
    };

    /// <summary>Credentials are replaced rather than changed: they have no time of their last write.</summary>
    private static RecordSchema Record(ImmutableArray<FieldSchema> fields, params ImmutableArray<Func<JsonObject, IEnumerable<(string Path, string Message)>>> checks)
    {
        var schema = Entity(fields, checks);
        return schema with { Fields = [.. schema.Fields.Where(field => field.Name != "updated_at")] };
    }

    private static FieldSchema Owner => Foreign("consumer", "Consumer it belongs to.", "consumers", required: true);

    private static FieldSchema Secret(string name, string description) => Text(name, description) with { Secret = true };

    private static EntityType Credential(string name, string nested, string path, string key) => new()
    {
        Name = name,
        Singular = name.TrimEnd('s'),
        AdminPath = path,
        NestedPath = nested,
        PathKey = key,
        UniqueKeys = [new UniqueKey([key])],
        ForeignKeys = [new ForeignKey("consumer", "consumers", OnDelete.Cascade)],
        Schema = RecordSchema.Empty,
    };

    private static void Generate(WriteContext write, params string[] fields)
    {
        foreach (var field in fields)
        {
            var given = write.Body.ContainsKey(field);
            if (write.Body[field] is null && (write.Replaces || given))
            {
                // A replacement that does not name a generated value keeps it: clients in the field use it.
                write.Body[field] = !given && write.Existing?[field] is { } kept
                    ? kept.DeepClone()
                    : JsonValue.Create(RandomNumberGenerator.GetString(Alphanumerics, 32));
            }
        }
    }

    /// <summary>The seconds a key has left; null when it does not expire.</summary>
    public static long? SecondsLeft(JsonObject credential, DateTimeOffset now) =>
        credential["ttl"] is { } ttl && credential["created_at"] is { } created
            ? Math.Max(0, created.GetValue<long>() + ttl.GetValue<long>() - now.ToUnixTimeSeconds())
            : null;

    /// <summary>What is kept counts from the first write; what a later write says counts from then.</summary>
    private static void CountFromNow(WriteContext write)
    {
        if (write.Existing?["created_at"] is { } created && write.Body["ttl"] is { } node && JsonScalars.TryInteger(node, out var ttl) && ttl is >= 0 and <= MaxTtl)
        {
            write.Body["ttl"] = JsonScalars.Integer(Math.Min(MaxTtl, write.Now.ToUnixTimeSeconds() - created.GetValue<long>() + ttl));
        }
    }

    private static void HashPassword(WriteContext write, JsonObject credential, List<FieldError> errors)
    {
        if (write.Transform && write.Body["password"] is not null)
        {
            // The format is the field's: hex SHA-1 over password and consumer id, so that exports load anywhere.
            var salted = credential.Text("password") + credential["consumer"]!["id"]!.GetValue<string>();
            credential["password"] = FormatHashes.Sha1Hex(salted);
        }
    }

    private static IEnumerable<(string, string)> PublicKeyNeeded(JsonObject credential)
    {
        var algorithm = credential.Text("algorithm") ?? "HS256";
        if (algorithm != "EdDSA" && !algorithm.StartsWith("RS", StringComparison.Ordinal) && !algorithm.StartsWith("PS", StringComparison.Ordinal))
        {
            yield break;
        }

        var problem = credential.Text("rsa_public_key") is not { } key ? "required field missing"
            : PemRules.PublicKey(key) is not null ? "invalid key"
            : null;
        if (problem is not null)
        {
            yield return ("rsa_public_key", problem);
            yield return (FieldPath.Entity, Conditional.Failed("algorithm"));
        }
    }
}
