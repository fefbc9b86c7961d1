using System.Collections.Immutable;

namespace Sightglass.Configuration.Entities;

/// <summary>An upstream application. Defaults are materialised: what is read here is in effect.</summary>
public sealed record ServiceConfig
{
    public required Guid Id { get; init; }
    public string? Name { get; init; }

    /// <summary>http, https, grpc, grpcs, tcp, tls, tls_passthrough or udp.</summary>
    public string Protocol { get; init; } = "http";

    /// <summary>Host name or IP without port and brackets; may be the name of an upstream.</summary>
    public required string Host { get; init; }
    public int Port { get; init; } = 80;
    public string? Path { get; init; }

    /// <summary>Attempts after the first, 0–32767.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Milliseconds for one connect.</summary>
    public int ConnectTimeout { get; init; } = 60_000;

    /// <summary>Milliseconds between two successive writes.</summary>
    public int WriteTimeout { get; init; } = 60_000;

    /// <summary>Milliseconds between two successive reads.</summary>
    public int ReadTimeout { get; init; } = 60_000;
    public Guid? ClientCertificate { get; init; }
    public bool? TlsVerify { get; init; }
    public int? TlsVerifyDepth { get; init; }
    public ImmutableArray<Guid> CaCertificates { get; init; } = [];
    public bool Enabled { get; init; } = true;
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The first write, in Unix seconds; null when it is not known.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>The last write, in Unix seconds; null when it is not known.</summary>
    public long? UpdatedAt { get; init; }
}
