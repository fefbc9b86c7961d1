using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sightglass.Plugins.Tokens.Edwards;

/// <summary>
/// A number modulo 2^255 − 19, in five limbs of 51 bits. Products have limbs of little more than 51 bits; sums and differences of two
/// products are good as factors, and what is subtracted has to be a product or fresh from bytes.
/// </summary>
internal readonly struct FieldElement
{
    private const ulong Mask = (1UL << 51) - 1;

    /// <summary>Twice the modulus, added before a subtraction so that no limb goes below zero.</summary>
    private const ulong TwiceLow = 0xFFFFFFFFFFFDA;
    private const ulong TwiceHigh = 0xFFFFFFFFFFFFE;

    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;
    private readonly ulong _4;

    private FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4) => (_0, _1, _2, _3, _4) = (l0, l1, l2, l3, l4);

    public static FieldElement Zero => default;

    public static FieldElement One { get; } = Of(1);

    public bool IsZero
    {
        get
        {
            Span<byte> bytes = stackalloc byte[32];
            CopyTo(bytes);
            return bytes.IndexOfAnyExcept((byte)0) < 0;
        }
    }

    /// <summary>The lowest bit, which serves as the sign.</summary>
    public bool IsOdd
    {
        get
        {
            Span<byte> bytes = stackalloc byte[32];
            CopyTo(bytes);
            return (bytes[0] & 1) == 1;
        }
    }

    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        new(a._0 + b._0, a._1 + b._1, a._2 + b._2, a._3 + b._3, a._4 + b._4);

    public static FieldElement operator -(in FieldElement a, in FieldElement b) => new(
        a._0 + TwiceLow - b._0,
        a._1 + TwiceHigh - b._1,
        a._2 + TwiceHigh - b._2,
        a._3 + TwiceHigh - b._3,
        a._4 + TwiceHigh - b._4);

    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        // What goes beyond 2^255 comes back multiplied by 19.
        var b1 = b._1 * 19;
        var b2 = b._2 * 19;
        var b3 = b._3 * 19;
        var b4 = b._4 * 19;
        var r0 = Sum(a._0, b._0, a._1, b4, a._2, b3, a._3, b2, a._4, b1);
        var r1 = Sum(a._0, b._1, a._1, b._0, a._2, b4, a._3, b3, a._4, b2);
        var r2 = Sum(a._0, b._2, a._1, b._1, a._2, b._0, a._3, b4, a._4, b3);
        var r3 = Sum(a._0, b._3, a._1, b._2, a._2, b._1, a._3, b._0, a._4, b4);
        var r4 = Sum(a._0, b._4, a._1, b._3, a._2, b._2, a._3, b._1, a._4, b._0);

        r1 += (ulong)(r0 >> 51);
        r2 += (ulong)(r1 >> 51);
        r3 += (ulong)(r2 >> 51);
        r4 += (ulong)(r3 >> 51);
        var l0 = ((ulong)r0 & Mask) + (19 * (ulong)(r4 >> 51));
        return new FieldElement(
            l0 & Mask,
            ((ulong)r1 & Mask) + (l0 >> 51),
            (ulong)r2 & Mask,
            (ulong)r3 & Mask,
            (ulong)r4 & Mask);
    }

    public static FieldElement Of(ulong small) => new(small, 0, 0, 0, 0);

    /// <summary>Reads 255 bits, least significant byte first; the top bit is left out.</summary>
    public static FieldElement FromBytes(ReadOnlySpan<byte> bytes)
    {
        var w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new FieldElement(
            w0 & Mask,
            ((w0 >> 51) | (w1 << 13)) & Mask,
            ((w1 >> 38) | (w2 << 26)) & Mask,
            ((w2 >> 25) | (w3 << 39)) & Mask,
            (w3 >> 12) & Mask);
    }

    /// <summary>Writes the number itself, below the modulus, least significant byte first.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        var (l0, l1, l2, l3, l4) = (_0, _1, _2, _3, _4);
        for (var round = 0; round < 2; round++)
        {
            l1 += l0 >> 51;
            l2 += l1 >> 51;
            l3 += l2 >> 51;
            l4 += l3 >> 51;
            l0 = (l0 & Mask) + (19 * (l4 >> 51));
            (l1, l2, l3, l4) = (l1 & Mask, l2 & Mask, l3 & Mask, l4 & Mask);
        }

        // Now below 2^255 plus a little: one subtraction of the modulus at most, found by adding 19 and looking for the carry.
        var carry = (l0 + 19) >> 51;
        carry = (l1 + carry) >> 51;
        carry = (l2 + carry) >> 51;
        carry = (l3 + carry) >> 51;
        carry = (l4 + carry) >> 51;
        l0 += 19 * carry;
        l1 += l0 >> 51;
        l2 += l1 >> 51;
        l3 += l2 >> 51;
        l4 += l3 >> 51;
        (l0, l1, l2, l3, l4) = (l0 & Mask, l1 & Mask, l2 & Mask, l3 & Mask, l4 & Mask);

        BinaryPrimitives.WriteUInt64LittleEndian(bytes, l0 | (l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (l1 >> 13) | (l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (l2 >> 26) | (l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (l3 >> 39) | (l4 << 12));
    }

    public bool Equals(in FieldElement other)
    {
        Span<byte> mine = stackalloc byte[32];
        Span<byte> others = stackalloc byte[32];
        CopyTo(mine);
        other.CopyTo(others);
        return mine.SequenceEqual(others);
    }

    public FieldElement Negated() => Zero - (this * One);

    public FieldElement Inverted() => Power(Exponents.ModulusMinusTwo);

    /// <param name="exponent">Least significant byte first.</param>
    public FieldElement Power(ReadOnlySpan<byte> exponent)
    {
        var result = One;
        for (var i = (exponent.Length * 8) - 1; i >= 0; i--)
        {
            result *= result;
            if ((exponent[i / 8] >> (i % 8) & 1) == 1)
            {
                result *= this;
            }
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 Sum(ulong a0, ulong b0, ulong a1, ulong b1, ulong a2, ulong b2, ulong a3, ulong b3, ulong a4, ulong b4)
    {
        var high = Math.BigMul(a0, b0, out var low);
        Add(ref high, ref low, a1, b1);
        Add(ref high, ref low, a2, b2);
        Add(ref high, ref low, a3, b3);
        Add(ref high, ref low, a4, b4);
        return new UInt128(high, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref ulong high, ref ulong low, ulong a, ulong b)
    {
        high += Math.BigMul(a, b, out var product);
        low += product;
        high += low < product ? 1UL : 0UL;
    }
}
