using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Gateway.Balancing;

/// <summary>The upstreams of one configuration, by name. Part of the snapshot a request captures.</summary>
internal sealed class UpstreamMap(FrozenDictionary<string, UpstreamState> byName)
{
    /// <summary>A configuration without upstreams.</summary>
    public static UpstreamMap Empty { get; } = new(FrozenDictionary<string, UpstreamState>.Empty);

    public IEnumerable<UpstreamState> All => byName.Values;

    /// <summary>The upstream that a service's host names; false when the host is an ordinary name. Case is ignored.</summary>
    public bool TryGet(string host, [NotNullWhen(true)] out UpstreamState? upstream) => byName.TryGetValue(host, out upstream);
}
