using System.Globalization;
using System.Text.Json.Nodes;

namespace Sightglass.Plugins.ResponseTransformer;

/// <summary>A value of a JSON body as the configuration wrote it and <c>json_types</c> reads it.</summary>
internal static class TypedValue
{
    /// <param name="text">The configured text.</param>
    /// <param name="type">boolean, number or string.</param>
    /// <param name="make">Makes the node; a new one each time, because a node has one parent.</param>
    public static bool TryParse(string text, string type, out Func<JsonNode> make)
    {
        switch (type)
        {
            case "boolean" when text is "true" or "false":
                var flag = text == "true";
                make = () => JsonValue.Create(flag);
                return true;
            case "number" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer):
                make = () => JsonValue.Create(integer);
                return true;
            case "number" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                make = () => JsonValue.Create(number);
                return true;
            default:
                make = () => JsonValue.Create(text);
                return type == "string";
        }
    }
}
