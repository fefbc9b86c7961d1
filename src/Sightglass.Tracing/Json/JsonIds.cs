using System.Diagnostics;
using System.Globalization;

namespace Sightglass.Tracing.Json;

/// <summary>Reads ids and times of the API's JSON.</summary>
internal static class JsonIds
{
    public static ActivityTraceId TraceId(string? text, string path) =>
        IsHex(text, 32) ? ActivityTraceId.CreateFromString(text!.ToLowerInvariant()) : throw Expected(path, "32 hexadecimal digits, not all zeros", text);

    public static ActivitySpanId SpanId(string? text, string path) =>
        IsHex(text, 16) ? ActivitySpanId.CreateFromString(text!.ToLowerInvariant()) : throw Expected(path, "16 hexadecimal digits, not all zeros", text);

    public static long Time(string? text, string path) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? time
            : throw Expected(path, "Unix nanoseconds as a string of digits", text);

    public static FormatException Expected(string path, string what, string? text) =>
        new($"{path}: expected {what}, got {(text is null ? "null" : $"'{text}'")}.");

    private static bool IsHex(string? text, int digits) => text?.Length == digits && text.All(char.IsAsciiHexDigit) && text.AsSpan().ContainsAnyExcept('0');
}
