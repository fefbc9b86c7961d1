using System.Collections.Immutable;

namespace Sightglass.Configuration.Entities;

/// <summary>Everything a gateway serves by: one immutable, validated whole.</summary>
public sealed record GatewayConfiguration
{
    /// <summary>No entities; its hash is 32 zeros.</summary>
    public static readonly GatewayConfiguration Empty = new();

    /// <summary>MD5 of the configuration's canonical text, 32 hex digits.</summary>
    public string Hash { get; init; } = new('0', 32);
    public ImmutableArray<ServiceConfig> Services { get; init; } = [];
    public ImmutableArray<RouteConfig> Routes { get; init; } = [];
    public ImmutableArray<PluginConfig> Plugins { get; init; } = [];
    public ImmutableArray<UpstreamConfig> Upstreams { get; init; } = [];
    public ImmutableArray<ConsumerConfig> Consumers { get; init; } = [];
    public ImmutableArray<CertificateConfig> Certificates { get; init; } = [];
    public ImmutableArray<CaCertificateConfig> CaCertificates { get; init; } = [];
}
