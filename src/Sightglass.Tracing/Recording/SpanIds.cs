using System.Buffers.Binary;
using System.Diagnostics;

namespace Sightglass.Tracing.Recording;

/// <summary>Random ids for traces and spans.</summary>
internal static class SpanIds
{
    /// <summary>64 random bits, not all zero. Ids need to be unlikely to meet, not hard to guess.</summary>
    public static ulong Random()
    {
        ulong bits;
        do
        {
            bits = (ulong)System.Random.Shared.NextInt64(long.MinValue, long.MaxValue);
        }
        while (bits == 0);

        return bits;
    }

    /// <summary>
    /// The id of the n-th span of a trace. One-to-one for a given seed, so two spans of a trace never share an id, and none
    /// has to be stored.
    /// </summary>
    public static ActivitySpanId Of(ulong seed, int n)
    {
        var mixed = seed + (((ulong)n + 1) * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        Span<byte> bytes = stackalloc byte[8];

        // All zeros means "none" on the wire.
        BinaryPrimitives.WriteUInt64BigEndian(bytes, mixed == 0 ? 1 : mixed);
        return ActivitySpanId.CreateFromBytes(bytes);
    }
}
