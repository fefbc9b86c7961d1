namespace Sightglass.ControlPlane.Storage.Records;

internal sealed record UserRecord
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Salted and stretched.</summary>
    public required string PasswordHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
