using Sightglass.Commands.Api;
using Sightglass.Configuration.Diff;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.Commands.Config;

/// <summary>What applying a file would do.</summary>
/// <param name="Entities">What is in force afterwards.</param>
/// <param name="Difference">What of it is new, changed or gone.</param>
internal sealed record ConfigChange(EntitySet Entities, ConfigurationDiff Difference)
{
    public string Summary =>
        $"{Difference.Count(DifferenceKind.Created)} created, {Difference.Count(DifferenceKind.Updated)} updated, {Difference.Count(DifferenceKind.Deleted)} deleted";

    /// <summary>Compares a file with what is in force; null, after printing why, when the file is not valid.</summary>
    public static async Task<ConfigChange?> PlanAsync(ConfigTarget target, FileInfo file, EntityValidator validator, CommandOutput output, CancellationToken cancellationToken)
    {
        // A file with errors is told of them even when nobody can be asked.
        var alone = await ConfigFile.LoadAsync(file, validator, null, cancellationToken);
        if (!alone.Result.Succeeded && !alone.Result.Errors.All(error => error.Message.StartsWith("invalid reference", StringComparison.Ordinal)))
        {
            alone.Report(output);
            return null;
        }

        var current = await target.ReadAsync(validator, cancellationToken);
        var loaded = await ConfigFile.LoadAsync(file, validator, current, cancellationToken);
        return loaded.Report(output) ? new ConfigChange(loaded.Result.Entities!, ConfigurationDiff.Between(current, loaded.Result.Entities!)) : null;
    }
}
