using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Json;

/// <summary>
/// Reads and makes scalar nodes. Made numbers are backed by a <see cref="JsonElement"/>, so that a reader may ask for them
/// as int, long or double, whichever it likes; nodes made from a CLR number answer to that one type only.
/// </summary>
internal static class JsonScalars
{
    private const int CachedIntegers = 1024;
    private static readonly JsonElement[] Cache = [.. Enumerable.Range(0, CachedIntegers).Select(i => Element((long)i))];

    public static JsonValue Integer(long value) =>
        JsonValue.Create(value is >= 0 and < CachedIntegers ? Cache[value] : Element(value))!;

    /// <summary>A number; integral ones are written without a fraction.</summary>
    public static JsonValue Number(double value) =>
        value is >= -(1L << 53) and <= 1L << 53 && Math.Floor(value) == value
            ? Integer((long)value)
            : JsonValue.Create(JsonSerializer.SerializeToElement(value))!;

    public static bool TryInteger(JsonNode node, out long value)
    {
        // Most have been read from JSON or made here: no text has to be made of those.
        if (node is JsonValue scalar && scalar.TryGetValue(out value))
        {
            return true;
        }

        value = 0;
        if (!TryNumberText(node, out var text))
        {
            return false;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        // 60000.0 and 6e4 are integers too.
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Floor(number) == number && Math.Abs(number) <= 1L << 53)
        {
            value = (long)number;
            return true;
        }

        return false;
    }

    public static bool TryNumber(JsonNode node, out double value)
    {
        if (node is JsonValue scalar && scalar.TryGetValue(out value))
        {
            return double.IsFinite(value);
        }

        value = 0;
        return TryNumberText(node, out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    public static bool TryString(JsonNode node, out string value)
    {
        value = "";
        if (node is not JsonValue scalar)
        {
            return false;
        }

        if (scalar.TryGetValue(out YamlScalar yaml))
        {
            value = yaml.Text;
            return true;
        }

        if (scalar.GetValueKind() != JsonValueKind.String)
        {
            return false;
        }

        value = Text(scalar);
        return true;
    }

    /// <summary>The text of a string node. Half a surrogate pair, which only an escape can write, becomes the replacement character.</summary>
    public static string Text(JsonValue scalar)
    {
        try
        {
            return scalar.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            return "\ufffd";
        }
    }

    public static bool TryBoolean(JsonNode node, out bool value)
    {
        value = false;
        if (node is not JsonValue scalar)
        {
            return false;
        }

        return scalar.TryGetValue(out YamlScalar yaml) ? bool.TryParse(yaml.Value, out value) : scalar.TryGetValue(out value);
    }

    private static bool TryNumberText(JsonNode node, out string text)
    {
        text = "";
        if (node is not JsonValue scalar)
        {
            return false;
        }

        if (scalar.TryGetValue(out YamlScalar yaml))
        {
            text = yaml.Value;
            return yaml.Value is not ("true" or "false");
        }

        if (scalar.GetValueKind() != JsonValueKind.Number)
        {
            return false;
        }

        text = scalar.ToJsonString();
        return true;
    }

    private static JsonElement Element(long value) => JsonSerializer.SerializeToElement(value);
}
