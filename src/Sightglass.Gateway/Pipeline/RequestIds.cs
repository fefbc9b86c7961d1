using System.Buffers.Binary;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Makes request ids: 128 random bits as 32 lower-case hex digits. Unique, not secret.</summary>
internal static class RequestIds
{
    // One string per request, 88 bytes: it is the value of a header, and the server takes header values as strings.
    public static string Next() => string.Create(32, 0, static (text, _) =>
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Random.Shared.NextInt64(long.MinValue, long.MaxValue));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Random.Shared.NextInt64(long.MinValue, long.MaxValue));
        Convert.TryToHexStringLower(bytes, text, out _);
    });
}
