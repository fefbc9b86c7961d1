using System.Collections.Immutable;
using System.Globalization;

namespace Sightglass.Configuration.Settings;

/// <summary>Readers of the values that settings have.</summary>
internal static class SettingReaders
{
    public static string? Flag(string text, out bool value)
    {
        value = text is "on" or "true" or "yes";
        return text is "on" or "off" or "true" or "false" or "yes" or "no" ? null : $"expected on or off, got '{text}'";
    }

    public static SettingReader<int> Integer(int min, int max) => (string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max
            ? null
            : $"expected an integer between {min} and {max}, got '{text}'";

    public static SettingReader<int?> OptionalInteger(int min, int max) => (string text, out int? value) =>
    {
        value = null;
        if (text.Length == 0)
        {
            return null;
        }

        var problem = Integer(min, max)(text, out var integer);
        value = integer;
        return problem;
    };

    public static SettingReader<double> Number(double min, double max) => (string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= min && value <= max
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"expected a number between {min} and {max}, got '{text}'");

    /// <summary>Seconds, fractions allowed.</summary>
    public static SettingReader<TimeSpan> Seconds(double min, double max) => (string text, out TimeSpan value) =>
    {
        var problem = Number(min, max)(text, out var seconds);
        value = TimeSpan.FromSeconds(problem is null ? seconds : 0);
        return problem;
    };

    /// <summary>Seconds, or a number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>.</summary>
    public static SettingReader<TimeSpan> Duration(double min, double max) => (string text, out TimeSpan value) =>
    {
        var (unit, digits) = text switch
        {
            [.. var number, 'm', 's'] => (0.001, number),
            [.. var number, 's'] => (1, number),
            [.. var number, 'm'] => (60, number),
            [.. var number, 'h'] => (3600, number),
            _ => (1.0, text),
        };
        var read = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count);
        var seconds = count * unit;
        value = read && seconds <= max ? TimeSpan.FromSeconds(seconds) : default;
        return read && seconds >= min && seconds <= max ? null : $"expected a time from {min} s to {max} s such as 75 or 75s, got '{text}'";
    };

    /// <summary>Bytes, with <c>k</c>, <c>m</c> or <c>g</c> for their multiples.</summary>
    public static SettingReader<long> Size(long min, long max) => (string text, out long value) =>
    {
        var shift = text is [.., var unit] ? char.ToLowerInvariant(unit) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 } : 0;
        var digits = shift == 0 ? text : text[..^1];
        var read = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= long.MaxValue >> shift;
        value <<= read ? shift : 0;
        return read && value >= min && value <= max
            ? null
            : $"expected a size between {min} and {max} bytes such as 8k or 10m, got '{text}'";
    };

    public static string? Text(string text, out string value)
    {
        value = text;
        return text.Length > 0 ? null : "expected a value";
    }

    public static string? OptionalText(string text, out string? value)
    {
        value = text.Length == 0 ? null : text;
        return null;
    }

    public static string? OptionalUuid(string text, out Guid? value)
    {
        value = Guid.TryParseExact(text, "D", out var id) ? id : null;
        return text.Length == 0 || value is not null ? null : $"expected a UUID, got '{text}'";
    }

    /// <summary>One of several words.</summary>
    public static SettingReader<T> Choice<T>(params (string Word, T Value)[] choices) => (string text, out T value) =>
    {
        foreach (var (word, meaning) in choices)
        {
            if (word == text)
            {
                value = meaning;
                return null;
            }
        }

        value = choices[0].Value;
        return $"expected one of: {string.Join(", ", choices.Select(c => c.Word))}, got '{text}'";
    };

    /// <summary>A comma-separated list of what another reader reads; empty, or <c>off</c>, for none.</summary>
    public static SettingReader<ImmutableArray<T>> List<T>(SettingReader<T> item) => (string text, out ImmutableArray<T> value) =>
    {
        var items = ImmutableArray.CreateBuilder<T>();
        foreach (var part in Parts(text))
        {
            if (item(part, out var read) is { } problem)
            {
                value = [];
                return problem;
            }

            items.Add(read);
        }

        value = items.ToImmutable();
        return null;
    };

    public static IEnumerable<string> Parts(string text) =>
        text == "off" ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
