using System.Net;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Audit;

/// <summary>Writes down who did what. A record is written before the answer is given; if it cannot be, the action fails with the storage.</summary>
internal sealed class AuditLog(IStorage storage, TimeProvider timeProvider)
{
    /// <summary>How long records are kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>Somebody did something.</summary>
    public Task AccessAsync(Principal principal, string action, Guid? controlPlaneId, string? resourceId, CancellationToken cancellationToken) =>
        AppendAsync(principal, "access", action, granted: true, controlPlaneId, resourceId, cancellationToken);

    /// <summary>Somebody wanted to do something and may not.</summary>
    public Task DeniedAsync(Principal principal, string action, Guid? controlPlaneId, string? resourceId, CancellationToken cancellationToken) =>
        AppendAsync(principal, "authorization", action, granted: false, controlPlaneId, resourceId, cancellationToken);

    /// <summary>Somebody came in, or wanted to.</summary>
    public Task AuthenticationAsync(Guid? userId, string name, bool granted, IPAddress? address, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        return storage.Audit.AppendAsync(
            new AuditRecord
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Type = "authentication",
                Action = "sign-in",
                Granted = granted,
                PrincipalId = userId,
                PrincipalName = Cut(name),
                ClientIp = address?.ToString(),
            },
            cancellationToken);
    }

    private Task AppendAsync(
        Principal principal, string type, string action, bool granted, Guid? controlPlaneId, string? resourceId, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        return storage.Audit.AppendAsync(
            new AuditRecord
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Type = type,
                Action = action,
                Granted = granted,
                PrincipalId = principal.Id,
                PrincipalName = principal.Name,
                ControlPlaneId = controlPlaneId,
                ResourceId = resourceId,
                ClientIp = principal.Origin?.ClientIp,
                TraceId = principal.Origin?.TraceId,
                UserAgent = principal.Origin?.UserAgent,
            },
            cancellationToken);
    }

    private static string Cut(string text) => text.Length > 256 ? text[..256] : text;
}
