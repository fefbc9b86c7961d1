using System.Text;

namespace Sightglass.Gateway.Upstream;

/// <summary>
/// Remembers strings made from header bytes, so that what upstreams repeat costs no allocation. Two places per hash, the older one gives
/// way. Shared by all threads without a lock: references are written whole, and what is found is compared before it is used.
/// </summary>
internal sealed class HeaderStringCache
{
    /// <summary>Longer texts are seldom repeated and are not kept.</summary>
    private const int MaxLength = 512;

    private const int Sets = 1024;

    private readonly string?[] _entries = new string?[Sets * 2];

    /// <summary>The text of Latin-1 bytes.</summary>
    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return string.Empty;
        }

        if (bytes.Length > MaxLength)
        {
            return Encoding.Latin1.GetString(bytes);
        }

        var index = (int)(Hash(bytes) % Sets) * 2;
        ref var newer = ref _entries[index];
        if (newer is { } first && Ascii.Equals(bytes, first))
        {
            return first;
        }

        if (_entries[index + 1] is { } second && Ascii.Equals(bytes, second))
        {
            return second;
        }

        var text = Encoding.Latin1.GetString(bytes);
        if (Ascii.IsValid(bytes))
        {
            _entries[index + 1] = newer;
            newer = text;
        }

        return text;
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = (hash ^ BitConverter.ToUInt64(bytes)) * 0xD6E8FEB86659FD93UL;
            hash ^= hash >> 32;
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 0xD6E8FEB86659FD93UL;
        }

        return (uint)(hash >> 32);
    }
}
