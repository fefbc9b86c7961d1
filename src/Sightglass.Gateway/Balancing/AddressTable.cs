using System.Collections.Concurrent;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>The addresses of all upstreams, so that a new configuration finds what is known of those it keeps.</summary>
internal sealed class AddressTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<Key, TargetAddress> _addresses = new();

    public int Count => _addresses.Count;

    /// <summary>The address, as known or new.</summary>
    public TargetAddress Get(Guid upstream, string host, ResolvedAddress? resolved, int port, UpstreamHealth health)
    {
        var key = new Key(upstream, host, resolved?.AddressText, port);
        return _addresses.TryGetValue(key, out var known)
            ? known
            : _addresses.GetOrAdd(key, _ => new TargetAddress(host, resolved, port, health, time));
    }

    /// <summary>Forgets all but these.</summary>
    public void Keep(IReadOnlySet<TargetAddress> addresses)
    {
        foreach (var entry in _addresses.Where(entry => !addresses.Contains(entry.Value)))
        {
            _addresses.TryRemove(entry);
        }
    }

    private readonly record struct Key(Guid Upstream, string Host, string? Address, int Port);
}
