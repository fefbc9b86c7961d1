using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Validation;

namespace Sightglass.Gateway.ControlPlaneLink;

/// <summary>
/// Applies what the control plane sends, one at a time: parsed and validated aside, published whole, kept on disk. A configuration that
/// does not pass leaves everything as it is.
/// </summary>
/// <param name="validation">The plugins and the kind of router this node has.</param>
/// <param name="apply">Publishes a configuration; throws <see cref="Snapshots.SnapshotException"/> when it cannot be built.</param>
/// <param name="last">Where the last one is kept.</param>
/// <param name="logger">Where it says what it did.</param>
internal sealed partial class ConfigurationReceiver(
    ValidationOptions validation,
    Func<GatewayConfiguration, CancellationToken, Task> apply,
    LastConfiguration last,
    ILogger<ConfigurationReceiver> logger) : IConfigurationReceiver, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public string Hash { get; private set; } = GatewayConfiguration.Empty.Hash;

    public async Task<ConfigUpdateResult> ReceiveAsync(ConfigUpdateParams update, CancellationToken cancellationToken)
    {
        if (update.Config is not { } config)
        {
            // This node does not announce config.delta, and has nothing to apply changes to.
            throw new RpcException(RpcErrorCode.BaseMismatch, "this node takes whole configurations only");
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return await ApplyAsync(config.GetRawText(), update.Hash, save: true, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Serves by what the node had before it stopped, if there is anything.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        if (last.TryRead(out var problem) is { } saved)
        {
            using var document = JsonDocument.Parse(saved);
            var hash = document.RootElement.GetProperty("hash").GetString() ?? Hash;
            await ApplyAsync(document.RootElement.GetProperty("config").GetRawText(), hash, save: false, cancellationToken);
        }
        else if (problem is not null)
        {
            Unreadable(logger, problem);
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ConfigUpdateResult> ApplyAsync(string text, string hash, bool save, CancellationToken cancellationToken)
    {
        var loaded = DeclarativeConfiguration.Load(text, new EntityValidator(validation));
        if (!loaded.Succeeded)
        {
            Rejected(logger, hash, loaded.Errors.Length, Hash);
            return new ConfigUpdateResult { Hash = Hash, Errors = [.. loaded.Errors.Select(error => new ConfigError(error.Path, error.Message))] };
        }

        try
        {
            await apply(loaded.Configuration! with { Hash = hash }, cancellationToken);
        }
        catch (Snapshots.SnapshotException e)
        {
            Rejected(logger, hash, 1, Hash);
            return new ConfigUpdateResult { Hash = Hash, Errors = [new ConfigError("", e.Message)] };
        }

        Hash = hash;
        Applied(logger, hash);
        if (save)
        {
            await SaveAsync(text, hash, cancellationToken);
        }

        return new ConfigUpdateResult { Hash = Hash };
    }

    private async Task SaveAsync(string text, string hash, CancellationToken cancellationToken)
    {
        try
        {
            await last.SaveAsync($$"""{"hash":{{JsonSerializer.Serialize(hash, ReceiverJson.Default.String)}},"config":{{text}}}""", cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is served all the same; only a restart without the control plane would miss it.
            NotSaved(logger, e.Message);
        }
    }

    [LoggerMessage(EventId = 1731, Level = LogLevel.Information, Message = "Configuration {Hash} is in effect")]
    private static partial void Applied(ILogger logger, string hash);

    [LoggerMessage(EventId = 1732, Level = LogLevel.Error, Message = "Configuration {Hash} was refused with {Errors} errors; {Active} stays in effect")]
    private static partial void Rejected(ILogger logger, string hash, int errors, string active);

    [LoggerMessage(EventId = 1733, Level = LogLevel.Warning, Message = "The configuration could not be kept on disk: {Problem}")]
    private static partial void NotSaved(ILogger logger, string problem);

    [LoggerMessage(EventId = 1734, Level = LogLevel.Warning, Message = "The last configuration cannot be read: {Problem}")]
    private static partial void Unreadable(ILogger logger, string problem);
}
