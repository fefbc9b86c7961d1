namespace Sightglass.Plugins.Tokens.Edwards;

/// <summary>The multiples 0 to 15 of a point, for multiplication by four bits at a time.</summary>
internal sealed class PointTable
{
    private readonly EdwardsPoint[] _multiples = new EdwardsPoint[16];

    public PointTable(in EdwardsPoint point)
    {
        _multiples[0] = EdwardsPoint.Neutral;
        for (var i = 1; i < _multiples.Length; i++)
        {
            _multiples[i] = _multiples[i - 1].Add(point);
        }
    }

    public static PointTable Base { get; } = new(EdwardsPoint.Base);

    /// <summary>
    /// The sum of two multiples, with scalars of 32 bytes, least significant first. Takes time by what the scalars are, so it is for public
    /// ones, as in verification.
    /// </summary>
    public static EdwardsPoint MultiplyAdd(PointTable first, ReadOnlySpan<byte> firstScalar, PointTable second, ReadOnlySpan<byte> secondScalar)
    {
        var result = EdwardsPoint.Neutral;
        for (var i = 63; i >= 0; i--)
        {
            if (i < 63)
            {
                result = result.Double().Double().Double().Double();
            }

            Add(ref result, first, Digit(firstScalar, i));
            Add(ref result, second, Digit(secondScalar, i));
        }

        return result;
    }

    private static int Digit(ReadOnlySpan<byte> scalar, int position) => scalar[position / 2] >> (position % 2 * 4) & 15;

    private static void Add(ref EdwardsPoint result, PointTable table, int digit)
    {
        if (digit != 0)
        {
            result = result.Add(table._multiples[digit]);
        }
    }
}
