using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>Attributes as a JSON object: strings, numbers and booleans as what they are. A whole double keeps its point.</summary>
internal sealed class AttributesConverter : JsonConverter<ImmutableArray<KeyValuePair<string, AttributeValue>>>
{
    public override ImmutableArray<KeyValuePair<string, AttributeValue>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Attributes: expected an object.");
        }

        var attributes = ImmutableArray.CreateBuilder<KeyValuePair<string, AttributeValue>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            attributes.Add(new(name, Value(ref reader)));
        }

        return attributes.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<KeyValuePair<string, AttributeValue>> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var attribute in value)
        {
            writer.WritePropertyName(attribute.Key);
            switch (attribute.Value.Type)
            {
                case AttributeType.String:
                    writer.WriteStringValue(attribute.Value.AsString);
                    break;
                case AttributeType.Bool:
                    writer.WriteBooleanValue(attribute.Value.AsBool);
                    break;
                case AttributeType.Int:
                    writer.WriteNumberValue(attribute.Value.AsInt);
                    break;
                default:
                    JsonText.WriteDouble(writer, attribute.Value.AsDouble);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static AttributeValue Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return AttributeValue.From(reader.GetString()!);
            case JsonTokenType.True:
                return AttributeValue.From(true);
            case JsonTokenType.False:
                return AttributeValue.From(false);
            case JsonTokenType.Number:
                return long.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? AttributeValue.From(number)
                    : AttributeValue.From(reader.GetDouble());
            default:
                // Never written here; another's array or object is kept as its text.
                using (var document = JsonDocument.ParseValue(ref reader))
                {
                    return AttributeValue.From(document.RootElement.GetRawText());
                }
        }
    }
}
