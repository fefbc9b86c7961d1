using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Settings;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Node;

/// <summary>The entities a node starts with, and the file that keeps them; null when none does.</summary>
internal sealed record InitialEntities(EntitySet Entities, GatewayConfiguration Configuration, EntityFile? File)
{
    /// <summary>Reads them from where the settings say.</summary>
    /// <exception cref="NodeStartException">They cannot be read or are not valid.</exception>
    public static async Task<InitialEntities> LoadAsync(GatewaySettings settings, ValidationOptions validation, CancellationToken cancellationToken)
    {
        var validator = new EntityValidator(validation);
        try
        {
            if (settings.Database == EntityStorage.File)
            {
                var file = new EntityFile(settings.Prefix);
                var kept = await file.LoadAsync(validator, cancellationToken);
                return new InitialEntities(kept, GatewayConfigurationBuilder.Build(kept), file);
            }

            if (settings.DeclarativeConfig is { } path)
            {
                return Declared(await System.IO.File.ReadAllTextAsync(path, cancellationToken), path, validator);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new NodeStartException(settings.DeclarativeConfig is null ? e.Message : $"declarative_config: {e.Message}", e);
        }

        return settings.DeclarativeConfigString is { } text
            ? Declared(text, "declarative_config_string", validator)
            : new InitialEntities(EntitySet.Empty(validator), GatewayConfiguration.Empty, null);
    }

    private static InitialEntities Declared(string text, string name, EntityValidator validator)
    {
        var loaded = DeclarativeConfiguration.Load(text, validator);
        return loaded.Succeeded
            ? new InitialEntities(loaded.Entities, loaded.Configuration, null)
            : throw new NodeStartException($"{name} is not valid:\n" + string.Join('\n', loaded.Errors.Select(error => $"  {error}")));
    }
}
