using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Bodies;

/// <summary>JSON bodies, bounded in depth.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = 64 };

    /// <summary>Parses a body whose root is an object; null when it is none, malformed, or names a member twice.</summary>
    public static JsonObject? ParseObject(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body, documentOptions: ParseOptions) is not JsonObject json)
            {
                return null;
            }

            // A repeated member is found only when the object is first looked into.
            _ = json.Count;
            return json;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    public static byte[] ToBytes(JsonObject json)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, PluginJson.WriterOptions))
        {
            json.WriteTo(writer, PluginJson.Options);
        }

        return output.ToArray();
    }
}
