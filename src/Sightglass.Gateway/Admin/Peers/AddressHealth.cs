namespace Sightglass.Gateway.Admin.Peers;

/// <summary>One address of a target.</summary>
internal sealed record AddressHealth(string Ip, int Port, int Weight, PeerHealth Health);
