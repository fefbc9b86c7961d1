namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>An uploaded trace file.</summary>
internal sealed record UploadRecord
{
    public required Guid Id { get; init; }

    /// <summary>Who uploaded it; nobody else may read it.</summary>
    public required Guid OwnerId { get; init; }

    public required string FileName { get; init; }

    public required byte[] WrappedKey { get; init; }

    public required string MasterKeyId { get; init; }

    public required int TraceCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
