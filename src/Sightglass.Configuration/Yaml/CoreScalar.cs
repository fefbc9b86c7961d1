using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Yaml;

/// <summary>Plain scalars by the YAML 1.2 core schema: <c>on</c>, <c>yes</c> and dates are text.</summary>
internal static partial class CoreScalar
{
    public static JsonNode? Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return Scalar(text, "true");
            case "false" or "False" or "FALSE":
                return Scalar(text, "false");
        }

        // Most scalars are words; only what starts like a number is looked at closer.
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+' or '.') || text.Length > 64)
        {
            return JsonValue.Create(text);
        }

        if (IntegerText().IsMatch(text))
        {
            return Scalar(text, Decimal(text));
        }

        if (text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
        {
            return Scalar(text, hex.ToString(CultureInfo.InvariantCulture));
        }

        if (OctalText().IsMatch(text))
        {
            return Scalar(text, Convert.ToUInt64(text[2..], 8).ToString(CultureInfo.InvariantCulture));
        }

        return FloatText().IsMatch(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? Scalar(text, number.ToString("R", CultureInfo.InvariantCulture))
            : JsonValue.Create(text);
    }

    private static JsonValue Scalar(string text, string value) => JsonValue.Create(new YamlScalar(text, value))!;

    private static string Decimal(string text)
    {
        var digits = text.TrimStart('+', '-').TrimStart('0');
        return digits.Length == 0 ? "0" : (text[0] == '-' ? "-" : "") + digits;
    }

    [GeneratedRegex(@"^[-+]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerText();

    [GeneratedRegex(@"^0o[0-7]{1,21}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OctalText();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatText();
}
