using System.Collections.Immutable;

namespace Sightglass.Configuration.Entities;

/// <summary>A virtual host name that is balanced over targets.</summary>
public sealed record UpstreamConfig
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>round-robin, consistent-hashing, least-connections or latency.</summary>
    public string Algorithm { get; init; } = "round-robin";

    /// <summary>none, consumer, ip, header, cookie, path, query_arg or uri_capture.</summary>
    public string HashOn { get; init; } = "none";
    public string HashFallback { get; init; } = "none";
    public string? HashOnHeader { get; init; }
    public string? HashFallbackHeader { get; init; }
    public string? HashOnCookie { get; init; }
    public string HashOnCookiePath { get; init; } = "/";
    public string? HashOnQueryArg { get; init; }
    public string? HashFallbackQueryArg { get; init; }
    public string? HashOnUriCapture { get; init; }
    public string? HashFallbackUriCapture { get; init; }

    /// <summary>10–65536.</summary>
    public int Slots { get; init; } = 10_000;
    public string? HostHeader { get; init; }
    public Guid? ClientCertificate { get; init; }
    public bool UseSrvName { get; init; }
    public HealthchecksConfig Healthchecks { get; init; } = new();
    public ImmutableArray<TargetConfig> Targets { get; init; } = [];
    public ImmutableArray<string> Tags { get; init; } = [];
}

/// <summary>One backend of an upstream.</summary>
public sealed record TargetConfig
{
    public required Guid Id { get; init; }

    /// <summary>Host name or IP with its port, for example <c>10.0.0.1:8000</c>.</summary>
    public required string Target { get; init; }

    /// <summary>0–65535; 0 means listed but unused.</summary>
    public int Weight { get; init; } = 100;
    public ImmutableArray<string> Tags { get; init; } = [];
}
