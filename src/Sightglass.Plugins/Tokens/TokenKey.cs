namespace Sightglass.Plugins.Tokens;

/// <summary>A key that verifies signatures of one family of algorithms. Safe for use by many requests at once.</summary>
internal abstract class TokenKey
{
    /// <summary>Whether the signature is this key's. False, too, for an algorithm that the key is not for.</summary>
    public abstract bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
