using System.Globalization;
using System.Text;
using Sightglass.Plugins.Lua.Native;

namespace Sightglass.Plugins.Lua.Values;

/// <summary>
/// Numbers as text. Scripts of the field were written for an interpreter whose numbers are all of one kind: 10 / 2 reads <c>5</c> there,
/// not <c>5.0</c>. The form is that of C's <c>%.14g</c>.
/// </summary>
internal static class LuaNumbers
{
    private const int Digits = 14;

    /// <summary>The least and the greatest whole number of which every smaller one can be told apart: 2^53.</summary>
    private const double Exact = 9_007_199_254_740_992;

    public static bool IsWhole(double number) => number is >= -Exact and <= Exact && Math.Floor(number) == number;

    public static string Format(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        if (number == 0)
        {
            return double.IsNegative(number) ? "-0" : "0";
        }

        var scientific = number.ToString("E13", CultureInfo.InvariantCulture);
        var mark = scientific.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= Digits)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{WithoutZeros(scientific[..mark])}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return WithoutZeros(number.ToString("F" + (Digits - 1 - exponent).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>The bytes of a number on the stack as text. The number stays one: the interpreter's own way would change it in place.</summary>
    public static unsafe ReadOnlySpan<byte> Bytes(nint thread, int index) => Encoding.ASCII.GetBytes(LuaNative.IsInteger(thread, index) != 0
        ? LuaNative.ToInteger(thread, index, null).ToString(CultureInfo.InvariantCulture)
        : Format(LuaNative.ToNumber(thread, index, null)));

    /// <summary>The bytes of a text or number that was read.</summary>
    public static byte[] TextBytes(object value) => value switch
    {
        byte[] bytes => bytes,
        double number => Encoding.ASCII.GetBytes(Format(number)),
        _ => Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static string WithoutZeros(string text) =>
        text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
