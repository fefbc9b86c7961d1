using System.Globalization;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Numbers as text, ready made where they are small: latencies in milliseconds and status codes nearly always are.</summary>
internal static class SmallNumbers
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 1024).Select(static number => number.ToString(CultureInfo.InvariantCulture))];

    public static string Text(long number)
        => (ulong)number < (ulong)Texts.Length ? Texts[number] : number.ToString(CultureInfo.InvariantCulture);
}
