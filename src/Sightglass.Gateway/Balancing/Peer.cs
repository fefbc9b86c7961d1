namespace Sightglass.Gateway.Balancing;

/// <summary>An address with its share of the traffic in one configuration.</summary>
/// <param name="Address">The address as it runs.</param>
/// <param name="Weight">1–65535, relative to the other peers.</param>
internal readonly record struct Peer(TargetAddress Address, int Weight);
