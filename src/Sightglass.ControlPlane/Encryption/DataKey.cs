using System.Security.Cryptography;
using System.Text;

namespace Sightglass.ControlPlane.Encryption;

/// <summary>The key of one session's data.</summary>
internal sealed class DataKey(byte[] key)
{
    /// <summary>Encrypts; <paramref name="label"/> says what it is and must be the same when it is opened.</summary>
    public byte[] Seal(ReadOnlySpan<byte> text, string label) => SealedBox.Seal(key, text, Encoding.UTF8.GetBytes(label));

    /// <exception cref="KeyUnavailableException">The data was changed or belongs elsewhere.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string label)
    {
        try
        {
            return SealedBox.Open(key, box, Encoding.UTF8.GetBytes(label));
        }
        catch (CryptographicException e)
        {
            throw new KeyUnavailableException($"The stored data '{label}' cannot be decrypted: it was changed.", e);
        }
    }
}
