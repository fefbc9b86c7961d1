using System.Collections.Immutable;

namespace Sightglass.Configuration.Entities;

/// <summary>A certificate with its key, both PEM, and the server names it is presented for.</summary>
public sealed record CertificateConfig
{
    public required Guid Id { get; init; }
    public required string Cert { get; init; }
    public required string Key { get; init; }
    public string? CertAlt { get; init; }
    public string? KeyAlt { get; init; }

    /// <summary>Names of the SNI entities: exact, <c>*.rest</c>, <c>first.*</c> or <c>*</c>.</summary>
    public ImmutableArray<string> Snis { get; init; } = [];
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The id and the names: the key is a secret.</summary>
    public override string ToString() => $"certificate {Id} ({string.Join(", ", Snis)})";
}

/// <summary>A certificate authority that peers may be verified against.</summary>
public sealed record CaCertificateConfig
{
    public required Guid Id { get; init; }
    public required string Cert { get; init; }

    /// <summary>SHA-256 of the certificate, lower-case hex.</summary>
    public required string CertDigest { get; init; }
    public ImmutableArray<string> Tags { get; init; } = [];
}
