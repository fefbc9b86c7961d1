using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Storage.Records;

internal sealed record NodeRecord
{
    public required Guid Id { get; init; }

    public required Guid ControlPlaneId { get; init; }

    public required string Hostname { get; init; }

    public required string Version { get; init; }

    public required ImmutableArray<string> Capabilities { get; init; }

    public required string ConfigHash { get; init; }

    public required DateTimeOffset LastPing { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
