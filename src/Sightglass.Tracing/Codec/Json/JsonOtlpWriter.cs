using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>Writes the parts that traces and logs share.</summary>
internal static class JsonOtlpWriter
{
    /// <summary>Writes a request: one resource per distinct origin, one scope in it, and the items.</summary>
    public static void Request<T>(
        IBufferWriter<byte> output,
        bool indented,
        (JsonName Resources, JsonName Scopes, JsonName Items) names,
        IEnumerable<T> items,
        Func<T, TelemetryOrigin> origin,
        Action<Utf8JsonWriter, T> item)
    {
        using var json = new Utf8JsonWriter(output, JsonText.Options with { Indented = indented });
        json.WriteStartObject();
        json.WriteStartArray(names.Resources.Encoded);
        foreach (var group in items.GroupBy(origin))
        {
            json.WriteStartObject();
            Resource(json, group.Key);
            json.WriteStartArray(names.Scopes.Encoded);
            json.WriteStartObject();
            json.WriteStartObject(JsonName.Scope.Encoded);
            json.WriteString(JsonName.Name.Encoded, OtlpNames.Scope);
            json.WriteEndObject();
            json.WriteStartArray(names.Items.Encoded);
            foreach (var one in group)
            {
                item(json, one);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Attributes(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, AttributeValue>> attributes)
    {
        json.WriteStartArray(JsonName.Attributes.Encoded);
        foreach (var attribute in attributes)
        {
            Attribute(json, attribute.Key, attribute.Value);
        }

        json.WriteEndArray();
    }

    public static void Number(Utf8JsonWriter json, JsonName name, long value) =>
        json.WriteString(name.Encoded, value.ToString(CultureInfo.InvariantCulture));

    public static void AnyValue(Utf8JsonWriter json, AttributeValue value)
    {
        json.WriteStartObject();
        switch (value.Type)
        {
            case AttributeType.String:
                json.WriteString(JsonName.StringValue.Encoded, value.AsString);
                break;
            case AttributeType.Bool:
                json.WriteBoolean(JsonName.BoolValue.Encoded, value.AsBool);
                break;
            case AttributeType.Int:
                Number(json, JsonName.IntValue, value.AsInt);
                break;
            default:
                json.WritePropertyName(JsonName.DoubleValue.Encoded);
                JsonText.WriteDouble(json, value.AsDouble);
                break;
        }

        json.WriteEndObject();
    }

    private static void Attribute(Utf8JsonWriter json, string key, AttributeValue value)
    {
        json.WriteStartObject();
        json.WriteString(JsonName.Key.Encoded, key);
        json.WritePropertyName(JsonName.Value.Encoded);
        AnyValue(json, value);
        json.WriteEndObject();
    }

    private static void Resource(Utf8JsonWriter json, TelemetryOrigin origin)
    {
        json.WriteStartObject(JsonName.Resource.Encoded);
        json.WriteStartArray(JsonName.Attributes.Encoded);
        Attribute(json, OtlpNames.ServiceName, AttributeValue.From(origin.ServiceName));
        if (origin.NodeId.Length > 0)
        {
            Attribute(json, OtlpNames.NodeId, AttributeValue.From(origin.NodeId));
        }

        if (origin.ControlPlaneId is not null)
        {
            Attribute(json, OtlpNames.ControlPlaneId, AttributeValue.From(origin.ControlPlaneId));
        }

        if (!origin.SessionIds.IsEmpty)
        {
            json.WriteStartObject();
            json.WriteString(JsonName.Key.Encoded, OtlpNames.SessionIds);
            json.WriteStartObject(JsonName.Value.Encoded);
            json.WriteStartObject(JsonName.ArrayValue.Encoded);
            json.WriteStartArray(JsonName.Values.Encoded);
            foreach (var id in origin.SessionIds)
            {
                AnyValue(json, AttributeValue.From(id));
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
