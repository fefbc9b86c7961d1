using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

/// <summary>The configuration entities of control planes, each as its JSON text.</summary>
internal interface IEntityStore
{
    /// <summary>All entities of a control plane, by collection, then id.</summary>
    Task<ImmutableArray<EntityRecord>> ListAsync(Guid controlPlaneId, CancellationToken cancellationToken);

    /// <summary>The hash of the configuration and when it changed; null when it never did.</summary>
    Task<ConfigurationRecord?> FindConfigurationAsync(Guid controlPlaneId, CancellationToken cancellationToken);

    /// <summary>Puts entities as they now are, deletes those that are gone, and notes the new hash, as one step.</summary>
    Task ApplyAsync(
        Guid controlPlaneId,
        ImmutableArray<EntityRecord> puts,
        ImmutableArray<(string Collection, string Id)> deletes,
        string hash,
        DateTimeOffset at,
        CancellationToken cancellationToken);
}
