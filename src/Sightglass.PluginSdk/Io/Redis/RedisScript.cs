using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>A server-side script, called by its digest and sent whole only where the server does not know it yet.</summary>
public sealed class RedisScript
{
    /// <summary>Makes a script of its source.</summary>
    public RedisScript(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        Source = Encoding.UTF8.GetBytes(source);
        Digest = DigestOf(Source);
    }

    internal byte[] Source { get; }

    internal byte[] Digest { get; }

    [SuppressMessage("Security", "CA5350", Justification = "The server names scripts by SHA-1; nothing is secured by it.")]
    private static byte[] DigestOf(byte[] source) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(source)));
}
