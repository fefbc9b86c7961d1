namespace Sightglass.ControlPlane.Encryption;

/// <summary>The key that wraps data keys. It may be a file here or live in a service that never gives it away.</summary>
internal interface IMasterKey
{
    /// <summary>Which key wraps now; kept beside what it wrapped.</summary>
    string Id { get; }

    /// <exception cref="KeyUnavailableException">The key cannot be used now.</exception>
    Task<byte[]> WrapAsync(ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken);

    /// <exception cref="KeyUnavailableException">The key that wrapped it is not this one, cannot be used now, or the text was changed.</exception>
    Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken);
}
