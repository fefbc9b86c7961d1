using System.Security.Cryptography;
using System.Text;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>A server-side script, called by its digest and sent whole only where the server does not know it yet.</summary>
public sealed class RedisScript
{
    public RedisScript(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        Source = Encoding.UTF8.GetBytes(source);
#pragma warning disable CA5350 // The server names scripts by SHA-1; nothing is secured by it.
        Digest = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(Source)));
#pragma warning restore CA5350
    }

    internal byte[] Source { get; }

    internal byte[] Digest { get; }
}
