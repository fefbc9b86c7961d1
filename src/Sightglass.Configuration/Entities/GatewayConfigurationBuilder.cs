using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Vaults;

namespace Sightglass.Configuration.Entities;

/// <summary>Makes the typed records a gateway serves by from a valid set.</summary>
public static class GatewayConfigurationBuilder
{
    private static readonly ConditionalWeakTable<Entity, object> Made = [];

    /// <summary>Builds the whole.</summary>
    /// <param name="entities">The set.</param>
    /// <param name="hash">The hash to carry; null for the set's own.</param>
    public static GatewayConfiguration Build(EntitySet entities, string? hash = null)
    {
        var secrets = SecretResolver.OfProcess(entities);
        return new GatewayConfiguration
        {
            Hash = hash ?? entities.Hash,
            Services = Kept(entities, EntityTypes.Services, EntityRecords.Service),
            Routes = Kept(entities, EntityTypes.Routes, EntityRecords.Route),
            Plugins = [.. Kept(entities, EntityTypes.Plugins, EntityRecords.Plugin).Select(plugin => Resolved(plugin, secrets))],
            Upstreams = All(entities, EntityTypes.Upstreams, e => UpstreamRecords.Upstream(entities, e)),
            Consumers = All(entities, EntityTypes.Consumers, e => ConsumerRecords.Consumer(entities, e)),
            Certificates = All(entities, EntityTypes.Certificates, e => EntityRecords.Certificate(entities, e, secrets)),
            CaCertificates = All(entities, EntityTypes.CaCertificates, EntityRecords.CaCertificate),
        };
    }

    private static PluginConfig Resolved(PluginConfig plugin, SecretResolver secrets)
    {
        var config = secrets.Resolve(plugin.Config);
        return ReferenceEquals(config, plugin.Config) ? plugin : plugin with { Config = config };
    }

    // What is made of an entity alone is made once: after a write all but one of the entities are those of before.
    private static ImmutableArray<T> Kept<T>(EntitySet entities, EntityType type, Func<Entity, T> make)
        where T : class =>
        [.. entities.All(type).Select(entity => (T)(Made.TryGetValue(entity, out var made) ? made : Made.GetValue(entity, e => make(e))))];

    private static ImmutableArray<T> All<T>(EntitySet entities, EntityType type, Func<Entity, T> make) =>
        [.. entities.All(type).Select(make)];
}
