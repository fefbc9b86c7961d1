using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Entities;

/// <summary>Makes the typed records a gateway serves by from a valid set.</summary>
public static class GatewayConfigurationBuilder
{
    private static readonly ConditionalWeakTable<Entity, object> Made = [];

    /// <summary>Builds the whole.</summary>
    /// <param name="entities">The set.</param>
    /// <param name="hash">The hash to carry; null for the set's own.</param>
    public static GatewayConfiguration Build(EntitySet entities, string? hash = null) => new()
    {
        Hash = hash ?? entities.Hash,
        Services = Kept(entities, EntityTypes.Services, EntityRecords.Service),
        Routes = Kept(entities, EntityTypes.Routes, EntityRecords.Route),
        Plugins = Kept(entities, EntityTypes.Plugins, EntityRecords.Plugin),
        Upstreams = All(entities, EntityTypes.Upstreams, e => UpstreamRecords.Upstream(entities, e)),
        Consumers = All(entities, EntityTypes.Consumers, e => ConsumerRecords.Consumer(entities, e)),
        Certificates = All(entities, EntityTypes.Certificates, e => EntityRecords.Certificate(entities, e)),
        CaCertificates = All(entities, EntityTypes.CaCertificates, EntityRecords.CaCertificate),
    };

    // What is made of an entity alone is made once: after a write all but one of the entities are those of before.
    private static ImmutableArray<T> Kept<T>(EntitySet entities, EntityType type, Func<Entity, T> make)
        where T : class =>
        [.. entities.All(type).Select(entity => (T)(Made.TryGetValue(entity, out var made) ? made : Made.GetValue(entity, e => make(e))))];

    private static ImmutableArray<T> All<T>(EntitySet entities, EntityType type, Func<Entity, T> make) =>
        [.. entities.All(type).Select(make)];
}
