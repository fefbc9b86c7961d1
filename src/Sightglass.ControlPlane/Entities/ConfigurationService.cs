using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Entities;

/// <summary>
/// The configuration of each control plane: an immutable set in memory, read without waiting, and its entities in the storage. A change is
/// written down before it is seen.
/// </summary>
internal sealed class ConfigurationService(IStorage storage, EntityValidator validator, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<Guid, State> _states = new();

    /// <summary>Called after a control plane's configuration changed.</summary>
    public Action<Guid>? Changed { get; set; }

    /// <summary>What a control plane's nodes are to serve by.</summary>
    public async Task<EntitySet> GetAsync(Guid controlPlaneId, CancellationToken cancellationToken)
    {
        var state = _states.GetOrAdd(controlPlaneId, static _ => new State());
        if (state.Set is { } set)
        {
            return set;
        }

        await state.Writing.WaitAsync(cancellationToken);
        try
        {
            return state.Set ??= await LoadAsync(controlPlaneId, cancellationToken);
        }
        finally
        {
            state.Writing.Release();
        }
    }

    /// <summary>Makes one change, after those before it; the outcome says whether it was made.</summary>
    public async Task<EntityOutcome> ChangeAsync(Guid controlPlaneId, Func<EntitySet, EntityOutcome> change, CancellationToken cancellationToken)
    {
        await GetAsync(controlPlaneId, cancellationToken);
        var state = _states[controlPlaneId];
        EntityOutcome outcome;
        await state.Writing.WaitAsync(cancellationToken);
        try
        {
            var before = state.Set!;
            outcome = change(before);
            if (!outcome.Succeeded || ReferenceEquals(outcome.Set, before))
            {
                return outcome;
            }

            await StoreAsync(controlPlaneId, before, outcome.Set, cancellationToken);
            state.Set = outcome.Set;
        }
        finally
        {
            state.Writing.Release();
        }

        Changed?.Invoke(controlPlaneId);
        return outcome;
    }

    /// <summary>Puts a declarative configuration in the place of everything there is. With errors nothing changes.</summary>
    public async Task<ImmutableArray<LoadError>> ReplaceAsync(Guid controlPlaneId, string declarative, CancellationToken cancellationToken)
    {
        var loaded = DeclarativeConfiguration.Load(declarative, validator);
        if (!loaded.Succeeded)
        {
            return loaded.Errors;
        }

        await ChangeAsync(controlPlaneId, _ => new EntityOutcome { Set = loaded.Entities }, cancellationToken);
        return [];
    }

    /// <summary>Forgets a control plane that was deleted.</summary>
    public void Forget(Guid controlPlaneId) => _states.TryRemove(controlPlaneId, out _);

    private async Task<EntitySet> LoadAsync(Guid controlPlaneId, CancellationToken cancellationToken)
    {
        var records = await storage.Entities.ListAsync(controlPlaneId, cancellationToken);
        if (records.IsEmpty)
        {
            return EntitySet.Empty(validator);
        }

        var content = new JsonObject { ["_format_version"] = "3.0", ["_transform"] = false };
        foreach (var collection in records.GroupBy(record => record.Collection))
        {
            content[collection.Key] = new JsonArray([.. collection.Select(record => JsonNode.Parse(record.Body))]);
        }

        var loaded = DeclarativeConfiguration.Load(content, validator);
        return loaded.Succeeded
            ? loaded.Entities
            : throw new StorageException(
                $"The stored configuration of control plane {controlPlaneId} is not valid for this version: {string.Join("; ", loaded.Errors.Take(5))}");
    }

    private Task StoreAsync(Guid controlPlaneId, EntitySet before, EntitySet after, CancellationToken cancellationToken)
    {
        var puts = ImmutableArray.CreateBuilder<EntityRecord>();
        var deletes = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var type in EntityTypes.All)
        {
            // Sets share the entities that did not change.
            puts.AddRange(after.All(type)
                .Where(entity => !ReferenceEquals(before.Get(type, entity.Id)?.Fields, entity.Fields))
                .Select(entity => new EntityRecord(type.Name, entity.Id.ToString(), entity.ToJson().ToJsonString())));
            deletes.AddRange(before.All(type).Where(entity => after.Get(type, entity.Id) is null).Select(entity => (type.Name, entity.Id.ToString())));
        }

        return storage.Entities.ApplyAsync(
            controlPlaneId, puts.ToImmutable(), deletes.ToImmutable(), after.Hash, timeProvider.GetUtcNow(), cancellationToken);
    }

    private sealed class State
    {
        public SemaphoreSlim Writing { get; } = new(1, 1);

        public volatile EntitySet? Set;
    }
}
