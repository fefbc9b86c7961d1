using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Sightglass.Configuration.Hashing;

/// <summary>
/// Hashes that the configuration format prescribes. None protects anything: they name and compare, and another algorithm would
/// give names and stored values that no other tool of the field produces.
/// </summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Prescribed by the format: UUIDv5 and stored basic-auth passwords are SHA-1.")]
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "Prescribed by the format: configuration hashes are MD5.")]
public static class FormatHashes
{
    /// <summary>MD5, 32 lower-case hex digits: the hash of a configuration.</summary>
    internal static string Md5Hex(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(MD5.HashData(content));

    /// <summary>SHA-1, 40 lower-case hex digits: a stored basic-auth password.</summary>
    internal static string Sha1Hex(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The UUID of a name within a namespace, version 5 (RFC 9562).</summary>
    public static Guid UuidV5(Guid space, string name)
    {
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(bytes, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(16));
        var hash = SHA1.HashData(bytes).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
