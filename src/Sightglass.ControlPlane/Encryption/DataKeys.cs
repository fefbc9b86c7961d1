using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sightglass.ControlPlane.Encryption;

/// <summary>Makes data keys, and keeps the ones in use unwrapped, up to a bound.</summary>
internal sealed class DataKeys(IMasterKey masterKey)
{
    private const int MaxCached = 256;

    private readonly ConcurrentDictionary<Guid, DataKey> _cache = new();

    /// <summary>A new key for the owner (a session or an upload), and its wrapped form.</summary>
    /// <exception cref="KeyUnavailableException">The master key cannot be used now.</exception>
    public async Task<(DataKey Key, byte[] Wrapped, string MasterKeyId)> CreateAsync(Guid owner, CancellationToken cancellationToken)
    {
        var plain = RandomNumberGenerator.GetBytes(SealedBox.KeyBytes);
        var wrapped = await masterKey.WrapAsync(plain, cancellationToken);
        return (Cache(owner, new DataKey(plain)), wrapped, masterKey.Id);
    }

    /// <summary>The key of the owner, unwrapped when it is not at hand.</summary>
    /// <exception cref="KeyUnavailableException">The master key cannot be used now, or is another.</exception>
    public async Task<DataKey> OpenAsync(Guid owner, byte[] wrapped, string masterKeyId, CancellationToken cancellationToken) =>
        _cache.TryGetValue(owner, out var key)
            ? key
            : Cache(owner, new DataKey(await masterKey.UnwrapAsync(masterKeyId, wrapped, cancellationToken)));

    /// <summary>Drops the key of an owner that was deleted.</summary>
    public void Forget(Guid owner) => _cache.TryRemove(owner, out _);

    private DataKey Cache(Guid owner, DataKey key)
    {
        // Which one goes does not matter: it is unwrapped again when it is needed.
        if (_cache.Count >= MaxCached)
        {
            foreach (var other in _cache.Keys.Take(MaxCached / 4))
            {
                _cache.TryRemove(other, out _);
            }
        }

        _cache[owner] = key;
        return key;
    }
}
