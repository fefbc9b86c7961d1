namespace Sightglass.Plugins.Tokens.Edwards;

/// <summary>Exponents over p = 2^255 − 19, least significant byte first.</summary>
internal static class Exponents
{
    /// <summary>p − 2, for inverses.</summary>
    public static readonly byte[] ModulusMinusTwo = Of(0xEB, 0x7F);

    /// <summary>(p − 5) / 8 = 2^252 − 3, for square roots.</summary>
    public static readonly byte[] SquareRoot = Of(0xFD, 0x0F);

    /// <summary>(p − 1) / 4 = 2^253 − 5: two to this power is a square root of −1.</summary>
    public static readonly byte[] RootOfMinusOne = Of(0xFB, 0x1F);

    private static byte[] Of(byte lowest, byte highest) => [lowest, .. Enumerable.Repeat((byte)0xFF, 30), highest];
}
