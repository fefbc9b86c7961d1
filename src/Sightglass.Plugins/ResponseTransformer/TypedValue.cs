using System.Globalization;
using System.Text.Json.Nodes;

namespace Sightglass.Plugins.ResponseTransformer;

/// <summary>A value of a JSON body as the configuration wrote it and <c>json_types</c> reads it.</summary>
internal static class TypedValue
{
    /// <summary>Makes the maker of a value: a new node each time, because a node has one parent. Null when the text is no value of the type.</summary>
    /// <param name="text">The configured text; empty counts as the text <c>null</c>.</param>
    /// <param name="type">boolean (everything but true is false), number or string.</param>
    public static Func<JsonNode>? Maker(string text, string type)
    {
        var value = text.Length == 0 ? "null" : text.Replace("\\", "\\\\", StringComparison.Ordinal);
        switch (type)
        {
            case "boolean":
                var flag = value == "true";
                return () => JsonValue.Create(flag);
            case "number" when long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var integer):
                return () => JsonValue.Create(integer);
            case "number" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return () => JsonValue.Create(number);
            case "number":
                return null;
            default:
                return () => JsonValue.Create(value);
        }
    }
}
