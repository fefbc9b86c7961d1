namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>The configuration nodes are expected to have.</summary>
internal sealed record ConfigurationRecord(string Hash, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
