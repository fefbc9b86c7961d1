using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Admin.Store;

/// <summary>
/// The entities in force. Writes go one after another, and each does everything or nothing: the next set is computed and validated, written
/// beside the file, put in force by one swap, and only then it is the current one.
/// </summary>
internal sealed class EntityStore(EntitySet entities, EntityFile? file, IAdminTarget target, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile EntitySet _current = entities;
    private int _loading;

    /// <summary>The entities as they are now.</summary>
    public EntitySet Current => _current;

    /// <summary>
    /// Whether single entities may be written. False for a gateway whose entities come from a declarative configuration: what such a
    /// gateway is given is replaced as a whole, and not kept beyond its process.
    /// </summary>
    public bool AcceptsWrites => file is not null;

    /// <summary>Makes a write and puts its result in force.</summary>
    /// <param name="write">Computes the set after the write from the one before; runs while no other write does.</param>
    /// <param name="cancellationToken">Gives the write up as long as it is not in force.</param>
    public async Task<EntityOutcome> WriteAsync(Func<EntitySet, EntityOutcome> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var outcome = write(_current);
            if (!outcome.Succeeded || ReferenceEquals(outcome.Set, _current))
            {
                return outcome;
            }

            var refused = await PutInForceAsync(outcome.Set, GatewayConfigurationBuilder.Build(outcome.Set), cancellationToken);
            return refused is null
                ? outcome
                : new EntityOutcome { Error = new EntityError(2, "schema violation", 400, refused.Message, RefusedConfiguration.Fields(refused)) };
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Begins to replace everything; false while another replacement is under way. End it with <see cref="EndReplacing"/>.</summary>
    public bool TryBeginReplacing() => Interlocked.CompareExchange(ref _loading, 1, 0) == 0;

    public void EndReplacing() => Volatile.Write(ref _loading, 0);

    /// <summary>Replaces all entities by those of a declarative configuration. Returns why not, or null.</summary>
    public async Task<EntityError?> ReplaceAsync(EntitySet next, GatewayConfiguration configuration, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var refused = await PutInForceAsync(next, configuration, cancellationToken);
            return refused is null ? null : EntityErrors.InvalidDeclarative(RefusedConfiguration.Fields(refused));
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task<SnapshotException?> PutInForceAsync(EntitySet next, GatewayConfiguration configuration, CancellationToken cancellationToken)
    {
        var before = target.Configuration;
        if (file is not null)
        {
            await file.PrepareAsync(next, cancellationToken);
        }

        try
        {
            await target.ApplyAsync(configuration, cancellationToken);
        }
        catch (Exception e)
        {
            file?.Discard();
            if (e is SnapshotException refused)
            {
                return refused;
            }

            throw;
        }

        try
        {
            file?.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is in force must be what a restart brings back.
            logger.EntityFileNotReplaced(e, file!.Path);
            await target.ApplyAsync(before, CancellationToken.None);
            throw;
        }

        _current = next;
        return null;
    }
}
