namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>Who did what, or tried to.</summary>
internal sealed record AuditRecord
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>authentication</c>, <c>authorization</c> or <c>access</c>.</summary>
    public required string Type { get; init; }

    /// <summary>For example <c>debug-session.create</c>.</summary>
    public required string Action { get; init; }

    public required bool Granted { get; init; }

    public Guid? PrincipalId { get; init; }

    public string? PrincipalName { get; init; }

    public Guid? ControlPlaneId { get; init; }

    /// <summary>Id of what it was done to.</summary>
    public string? ResourceId { get; init; }

    public string? ClientIp { get; init; }

    /// <summary>The request's id as in a problem's <c>instance</c>.</summary>
    public string? TraceId { get; init; }

    public string? UserAgent { get; init; }
}
