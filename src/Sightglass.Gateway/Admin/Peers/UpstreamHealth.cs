using System.Collections.Frozen;

namespace Sightglass.Gateway.Admin.Peers;

/// <summary>An upstream as its balancer sees it, and its targets by id.</summary>
internal sealed record UpstreamHealth(PeerHealth Health, FrozenDictionary<Guid, TargetHealth> Targets);
