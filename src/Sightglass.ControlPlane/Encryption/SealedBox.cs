using System.Security.Cryptography;

namespace Sightglass.ControlPlane.Encryption;

/// <summary>
/// AES-256-GCM with a random nonce: <c>version (1) | nonce (12) | tag (16) | ciphertext</c>. The label is authenticated and not stored, so
/// that a text cannot be put in the place of another.
/// </summary>
internal static class SealedBox
{
    public const int KeyBytes = 32;

    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        var box = new byte[HeaderBytes + text.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, text, box.AsSpan(HeaderBytes), box.AsSpan(1 + NonceBytes, TagBytes), label);
        return box;
    }

    /// <exception cref="CryptographicException">Wrong key, wrong label, or changed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> label)
    {
        if (box.Length < HeaderBytes || box[0] != Version)
        {
            throw new CryptographicException("The text was not sealed by this program.");
        }

        var text = new byte[box.Length - HeaderBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(box.Slice(1, NonceBytes), box[HeaderBytes..], box.Slice(1 + NonceBytes, TagBytes), text, label);
        return text;
    }
}
