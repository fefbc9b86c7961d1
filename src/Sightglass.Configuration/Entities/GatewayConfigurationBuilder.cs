using System.Collections.Immutable;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Entities;

/// <summary>Makes the typed records a gateway serves by from a valid set.</summary>
public static class GatewayConfigurationBuilder
{
    /// <summary>Builds the whole.</summary>
    /// <param name="entities">The set.</param>
    /// <param name="hash">The hash to carry; null for the set's own.</param>
    public static GatewayConfiguration Build(EntitySet entities, string? hash = null) => new()
    {
        Hash = hash ?? entities.Hash,
        Services = All(entities, EntityTypes.Services, EntityRecords.Service),
        Routes = All(entities, EntityTypes.Routes, EntityRecords.Route),
        Plugins = All(entities, EntityTypes.Plugins, EntityRecords.Plugin),
        Upstreams = All(entities, EntityTypes.Upstreams, e => UpstreamRecords.Upstream(entities, e)),
        Consumers = All(entities, EntityTypes.Consumers, e => ConsumerRecords.Consumer(entities, e)),
        Certificates = All(entities, EntityTypes.Certificates, e => EntityRecords.Certificate(entities, e)),
        CaCertificates = All(entities, EntityTypes.CaCertificates, EntityRecords.CaCertificate),
    };

    private static ImmutableArray<T> All<T>(EntitySet entities, EntityType type, Func<Entity, T> make) =>
        [.. entities.All(type).Select(make)];
}
