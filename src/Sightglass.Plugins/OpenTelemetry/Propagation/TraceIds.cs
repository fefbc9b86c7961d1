using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>Ids as they stand in headers, and as this plugin keeps them.</summary>
internal static class TraceIds
{
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;

    // Longer than any id: 2^128 has 39.
    private const int MaxDecimalDigits = 40;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    public static bool IsHex(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Hex);

    public static bool IsZero(ReadOnlySpan<char> text) => !text.ContainsAnyExcept('0');

    /// <summary>A trace id of 32 digits, and the bytes that it was written with. Longer ones lose their beginning.</summary>
    public static (string? Id, int Size) Trace(string? hex) => hex is null || IsZero(hex) ? (null, 0) : (Sized(hex, TraceDigits), (hex.Length + 1) / 2);

    /// <summary>A span id of 16 digits; null for none.</summary>
    public static string? Span(string? hex) => hex is null || IsZero(hex) ? null : Sized(hex, SpanDigits);

    /// <summary>A decimal number in hex digits; null when it is none, or longer than any id.</summary>
    public static string? FromDecimal(string? text)
    {
        var digits = text?.Trim(' ', '\t') ?? "";
        if (digits.Length is 0 or > MaxDecimalDigits || !BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        // The sign's digit may stand before it.
        var hex = number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return hex.Length == 0 ? "0" : hex;
    }

    /// <summary>The decimal number of an id.</summary>
    public static string ToDecimal(ReadOnlySpan<char> hex) =>
        ulong.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    /// <summary>The trace id as a format writes it that knows several sizes.</summary>
    public static string ToSize(OutgoingContext context, int preferred, int other) =>
        context.TraceId[^(2 * (context.TraceIdSize == other ? other : preferred))..];

    private static string Sized(string hex, int digits) =>
        (hex.Length > digits ? hex[^digits..] : hex.PadLeft(digits, '0')).ToLowerInvariant();
}
