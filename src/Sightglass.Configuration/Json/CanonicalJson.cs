using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Json;

/// <summary>One text for one content: names sorted, no white space.</summary>
internal static class CanonicalJson
{
    public static ReadOnlyMemory<byte> Of(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, node);
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject record:
                writer.WriteStartObject();
                foreach (var (name, value) in record.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                writer.WriteStringValue(JsonScalars.Text(scalar));
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
