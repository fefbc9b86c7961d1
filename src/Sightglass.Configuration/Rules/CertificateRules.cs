using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Validation;
using Sightglass.Configuration.Vaults;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of certificates, server names and authorities.</summary>
internal static class CertificateRules
{
    public static readonly EntityType Certificate = new()
    {
        Name = "certificates",
        Singular = "certificate",
        AdminPath = "certificates",
        NestedPath = "certificates",
        Complete = KeysMatch,
        Schema = Entity(
            [
                Text("cert", "Certificate chain, PEM.", PemRules.Certificate) with { Required = true, Referenceable = true },
                Text("key", "Its private key, PEM.", PemRules.PrivateKey) with { Required = true, Secret = true },
                Text("cert_alt", "A second certificate chain with another kind of key, PEM.", PemRules.Certificate) with { Referenceable = true },
                Text("key_alt", "Its private key, PEM.", PemRules.PrivateKey) with { Secret = true },
            ],
            BothOrNone),
    };

    public static readonly EntityType Sni = new()
    {
        Name = "snis",
        Singular = "sni",
        AdminPath = "snis",
        NestedPath = "snis",
        PathKey = "name",
        UniqueKeys = [new UniqueKey(["name"])],
        ForeignKeys = [new ForeignKey("certificate", "certificates", OnDelete.Cascade)],
        Schema = Entity(
        [
            Text("name", "Server name; a wildcard at either end, or * for the default.", HostRules.Sni) with { Required = true },
            Foreign("certificate", "Certificate presented.", "certificates", required: true),
        ]),
    };

    public static readonly EntityType CaCertificate = new()
    {
        Name = "ca_certificates",
        Singular = "ca_certificate",
        AdminPath = "ca_certificates",
        NestedPath = "ca_certificates",
        UniqueKeys = [new UniqueKey(["cert_digest"])],
        Complete = Authority,
        Schema = Entity(
        [
            Text("cert", "The authority's certificate, PEM, exactly one.", PemRules.Certificate) with { Required = true },
            Text("cert_digest", "SHA-256 of the certificate, hex; computed."),
        ]),
    };

    private static readonly string[] PemFields = ["cert", "key", "cert_alt", "key_alt"];

    private static IEnumerable<(string, string)> BothOrNone(JsonObject certificate)
    {
        if (certificate["cert_alt"] is null != certificate["key_alt"] is null)
        {
            yield return (FieldPath.Entity, "all or none of these fields must be set: 'cert_alt', 'key_alt'");
        }
    }

    private static void KeysMatch(WriteContext write, JsonObject certificate, List<FieldError> errors)
    {
        if (PemFields.Any(field => certificate.Text(field) is { } pem && VaultReference.Is(pem)))
        {
            // What stands in a vault is seen by the gateway that serves it.
            return;
        }

        using var first = Pair("cert", "key");
        if (certificate["cert_alt"] is null)
        {
            return;
        }

        using var second = Pair("cert_alt", "key_alt");
        if (first is not null && second is not null && first.GetKeyAlgorithm() == second.GetKeyAlgorithm())
        {
            errors.Add(new FieldError(FieldPath.Root.Field(FieldPath.Entity),
                "certificate and alternative certificate need to have different type (e.g. RSA and ECDSA), "
                + "the provided certificates were both of the same type"));
        }

        X509Certificate2? Pair(string cert, string key)
        {
            var pair = PemRules.Pair(certificate.Text(cert)!, certificate.Text(key)!, out var problem);
            if (problem is not null)
            {
                errors.Add(new FieldError(FieldPath.Root.Field(FieldPath.Entity),
                    cert == "cert" ? problem : "alternative " + problem));
            }

            return pair;
        }
    }

    private static void Authority(WriteContext write, JsonObject authority, List<FieldError> errors)
    {
        var pem = authority.Text("cert")!;
        if (PemRules.Labels(pem).Count > 1)
        {
            Refuse("please submit only one certificate at a time");
            return;
        }

        using var certificate = X509Certificate2.CreateFromPem(pem);
        if (certificate.NotAfter.ToUniversalTime() < write.Now.UtcDateTime)
        {
            Refuse("certificate expired, \"Not After\" time is in the past");
        }

        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority))
        {
            Refuse("certificate does not appear to be a CA because it is missing the \"CA\" basic constraint");
        }

        authority["cert_digest"] = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

        void Refuse(string problem) => errors.Add(new FieldError(FieldPath.Root.Field(FieldPath.Entity), problem));
    }
}
