namespace Sightglass.ControlPlane.Identity;

/// <summary>A personal access token, without its secret.</summary>
public sealed record AccessToken
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>ACTIVE</c>, <c>REVOKED</c> or <c>EXPIRED</c>.</summary>
    public required string State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>To the hour; null when it was never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
