using System.CommandLine;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.Commands.Config;

/// <summary>Where a configuration is in force: a gateway by its Admin API, or a control plane.</summary>
internal abstract class ConfigTarget : IDisposable
{
    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <exception cref="CommandFailure">The address is none, or nothing says as whom to ask.</exception>
    public static ConfigTarget Of(OperatorContext context, Option<string?> admin) =>
        context.Result.GetValue(admin) is { } url ? new GatewayTarget(url) : new PlaneTarget(context.Api);

    /// <summary>What is in force.</summary>
    public async Task<EntitySet> ReadAsync(EntityValidator validator, CancellationToken cancellationToken)
    {
        var text = await TextAsync(cancellationToken);
        var loaded = DeclarativeConfiguration.Load(text, validator);
        return loaded.Succeeded
            ? loaded.Entities
            : throw new CommandFailure(
                $"{Name} has a configuration that this program does not understand, perhaps of another version:\n"
                + string.Join('\n', loaded.Errors.Take(10).Select(error => $"  {error.Path}: {error.Message}")));
    }

    /// <summary>Puts a configuration in the place of everything there is.</summary>
    public abstract Task ReplaceAsync(JsonObject configuration, CancellationToken cancellationToken);

    public abstract void Dispose();

    protected abstract Task<string> TextAsync(CancellationToken cancellationToken);
}
