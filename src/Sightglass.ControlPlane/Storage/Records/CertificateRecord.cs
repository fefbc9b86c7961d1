namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>A certificate that lets nodes in.</summary>
internal sealed record CertificateRecord
{
    public required Guid Id { get; init; }

    public required Guid ControlPlaneId { get; init; }

    /// <summary>PEM.</summary>
    public required string Cert { get; init; }

    public string? Title { get; init; }

    /// <summary>SHA-256 of the DER form, 64 upper-case hex digits.</summary>
    public required string Fingerprint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
