using System.Collections.Immutable;

namespace Sightglass.Gateway.Admin.Peers;

/// <summary>A target as the balancer sees it.</summary>
internal sealed record TargetHealth
{
    public required string Host { get; init; }
    public required int Port { get; init; }

    /// <summary>The record type its addresses come from: A, AAAA or SRV; null for an IP address.</summary>
    public string? Dns { get; init; }
    public required int Weight { get; init; }
    public required PeerHealth Health { get; init; }
    public ImmutableArray<AddressHealth> Addresses { get; init; } = [];
}
