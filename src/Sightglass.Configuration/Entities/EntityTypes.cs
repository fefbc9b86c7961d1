using System.Collections.Frozen;
using System.Collections.Immutable;
using Sightglass.Configuration.Rules;

namespace Sightglass.Configuration.Entities;

/// <summary>The entity types there are.</summary>
public static class EntityTypes
{
    public static EntityType Services => ServiceRules.Type;
    public static EntityType Routes => RouteRules.Type;
    public static EntityType Upstreams => UpstreamRules.Type;
    public static EntityType Targets => TargetRules.Type;
    public static EntityType Consumers => ConsumerRules.Type;
    public static EntityType Plugins => PluginRules.Type;
    public static EntityType Certificates => CertificateRules.Certificate;
    public static EntityType Snis => CertificateRules.Sni;
    public static EntityType CaCertificates => CertificateRules.CaCertificate;
    public static EntityType KeyAuthCredentials => CredentialRules.KeyAuth;
    public static EntityType BasicAuthCredentials => CredentialRules.BasicAuth;
    public static EntityType HmacAuthCredentials => CredentialRules.HmacAuth;
    public static EntityType JwtSecrets => CredentialRules.Jwt;
    public static EntityType Acls => CredentialRules.Acl;

    public static EntityType KeySets => KeyRules.KeySets;
    public static EntityType Keys => KeyRules.Keys;
    public static EntityType Vaults => VaultRules.Type;

    /// <summary>All types; each stands after those it refers to.</summary>
    public static ImmutableArray<EntityType> All { get; } =
    [
        CertificateRules.CaCertificate, CertificateRules.Certificate, CertificateRules.Sni,
        UpstreamRules.Type, TargetRules.Type, ServiceRules.Type, RouteRules.Type, ConsumerRules.Type,
        CredentialRules.KeyAuth, CredentialRules.BasicAuth, CredentialRules.HmacAuth, CredentialRules.Jwt, CredentialRules.Acl,
        PluginRules.Type, VaultRules.Type, KeyRules.KeySets, KeyRules.Keys,
    ];

    private static readonly FrozenDictionary<string, EntityType> Named = All.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>The type of that name (<c>services</c>, <c>keyauth_credentials</c>), or null.</summary>
    public static EntityType? ByName(string name) => Named.GetValueOrDefault(name);

    /// <summary>The types that refer to a type, with the reference.</summary>
    public static IEnumerable<(EntityType Child, ForeignKey Key)> ReferringTo(EntityType type) =>
        from child in All
        from key in child.ForeignKeys
        where key.Reference == type.Name
        select (child, key);
}
