namespace Sightglass.Plugins.Tokens.Edwards;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4).</summary>
internal readonly struct EdwardsPoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t)
{
    private static readonly FieldElement RootOfMinusOne = FieldElement.Of(2).Power(Exponents.RootOfMinusOne);
    private static readonly FieldElement Curve = (FieldElement.Of(121_665) * FieldElement.Of(121_666).Inverted()).Negated() * FieldElement.One;
    private static readonly FieldElement TwiceCurve = (Curve + Curve) * FieldElement.One;

    public static EdwardsPoint Neutral { get; } = new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point: y = 4/5, x even.</summary>
    public static EdwardsPoint Base { get; } = MakeBase();

    /// <summary>Reads the 32 bytes of a point; null when they are not one, or not in the one form that a point has.</summary>
    public static EdwardsPoint? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 32)
        {
            return null;
        }

        var isOdd = (bytes[31] & 0x80) != 0;
        var y = FieldElement.FromBytes(bytes);
        Span<byte> canonical = stackalloc byte[32];
        y.CopyTo(canonical);
        canonical[31] |= (byte)(bytes[31] & 0x80);
        return canonical.SequenceEqual(bytes) ? FromY(y, isOdd) : null;
    }

    public void Encode(Span<byte> bytes)
    {
        var inverse = z.Inverted();
        var affine = x * inverse;
        (y * inverse).CopyTo(bytes);
        bytes[31] |= affine.IsOdd ? (byte)0x80 : (byte)0;
    }

    public EdwardsPoint Add(in EdwardsPoint other)
    {
        var a = (y - x) * (other.Y - other.X);
        var b = (y + x) * (other.Y + other.X);
        var c = t * TwiceCurve * other.T;
        var zz = z * other.Z;
        var d = zz + zz;
        var e = b - a;
        var f = d - c;
        var g = d + c;
        var h = b + a;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    public EdwardsPoint Double()
    {
        var a = x * x;
        var b = y * y;
        var zz = z * z;
        var c = zz + zz;
        var h = a + b;
        var sum = x + y;
        var e = h - (sum * sum);
        var g = a - b;
        var f = c + g;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    public EdwardsPoint Negated() => new(x.Negated() * FieldElement.One, y, z, t.Negated() * FieldElement.One);

    private FieldElement X => x;

    private FieldElement Y => y;

    private FieldElement Z => z;

    private FieldElement T => t;

    private static EdwardsPoint MakeBase()
    {
        var y = FieldElement.Of(4) * FieldElement.Of(5).Inverted();
        return FromY(y, isOdd: false) ?? throw new InvalidOperationException("The base point is a point.");
    }

    /// <summary>Finds x by x² = (y² − 1) / (d·y² + 1) (RFC 8032, 5.1.3).</summary>
    private static EdwardsPoint? FromY(in FieldElement y, bool isOdd)
    {
        var yy = y * y;
        var u = (yy - FieldElement.One) * FieldElement.One;
        var v = ((Curve * yy) + FieldElement.One) * FieldElement.One;
        var v3 = v * v * v;
        var x = u * v3 * (u * v3 * v3 * v).Power(Exponents.SquareRoot);
        var vxx = v * x * x;
        if (!vxx.Equals(u))
        {
            if (!vxx.Equals(u.Negated()))
            {
                return null;
            }

            x *= RootOfMinusOne;
        }

        if (x.IsZero && isOdd)
        {
            return null;
        }

        if (x.IsOdd != isOdd)
        {
            x = x.Negated() * FieldElement.One;
        }

        return new EdwardsPoint(x, y, FieldElement.One, x * y);
    }
}
