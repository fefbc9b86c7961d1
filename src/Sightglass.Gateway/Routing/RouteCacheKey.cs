using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.Routing;

/// <summary>The values of all fields that decide which route matches. <c>Headers</c> is empty when no route asks for one.</summary>
internal readonly record struct RouteCacheKey(string Method, string Host, int Port, string Path, bool IsTls, string? ServerName)
{
    /// <summary>Not secret: whoever makes keys collide only makes the cache miss.</summary>
    public uint Hash()
    {
        var crc = Add((uint)(Method.Length + (Port << 4) + (IsTls ? 1 : 0)), Path);
        crc = Add(crc, Host);
        return ServerName is null ? crc : Add(crc, ServerName);
    }

    public static bool SameHeaders(string[] names, StringValues[] values, IHeaderDictionary headers)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!StringValues.Equals(values[i], headers[names[i]]))
            {
                return false;
            }
        }

        return true;
    }

    private static uint Add(uint crc, string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
