using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.Encryption;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Deletes what expired: sessions with their data and keys, uploads, audit records.</summary>
internal sealed class RetentionService(
    IStorage storage, SessionCoordinator coordinator, SessionSignals signals, DataKeys keys, TimeProvider timeProvider, ILogger<RetentionService> logger)
    : BackgroundService
{
    private const int PartSize = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>One pass.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        while (true)
        {
            var deleted = await storage.Sessions.DeleteExpiredAsync(now, PartSize, cancellationToken);
            foreach (var id in deleted)
            {
                await coordinator.AbandonAsync(id, cancellationToken);
                keys.Forget(id);
                signals.Raise(id);
            }

            if (deleted.Length > 0)
            {
                logger.SessionsPurged(deleted.Length);
            }

            if (deleted.Length < PartSize)
            {
                break;
            }
        }

        await storage.Uploads.DeleteExpiredAsync(now, cancellationToken);
        await storage.Audit.DeleteBeforeAsync(now - AuditLog.Retention, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        do
        {
            try
            {
                await PurgeAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.PurgeFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
