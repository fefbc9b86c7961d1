using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Sightglass.Tracing.Codec.Assembly;
using Sightglass.Tracing.Model;
using Fields = Sightglass.Tracing.Codec.Protobuf.OtlpFields;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Reads the parts that traces and logs share.</summary>
internal static class ProtoOtlpReader
{
    public static TelemetryOrigin Origin(ProtoReader resourceItems, OtlpLimits limits)
    {
        var attributes = new WireAttributes(limits);
        while (resourceItems.Next())
        {
            if (resourceItems.Field != Fields.ResourceItems.Resource)
            {
                resourceItems.Skip();
                continue;
            }

            var resource = resourceItems.Message("Resource");
            while (resource.Next())
            {
                if (resource.Field == Fields.Resource.Attributes)
                {
                    Attribute(ref resource, attributes, limits);
                }
                else
                {
                    resource.Skip();
                }
            }
        }

        return WireOrigin.From(attributes);
    }

    /// <summary>Reads the current field, a KeyValue, into the attributes.</summary>
    public static void Attribute(ref ProtoReader owner, WireAttributes attributes, OtlpLimits limits)
    {
        var (key, value) = KeyValue(owner.Message("KeyValue"), limits);
        attributes.Add(key, value);
    }

    /// <summary>
    /// Reads an AnyValue. Bytes become base64 text, arrays and maps JSON text; a value that is none, or of a kind not known yet,
    /// becomes an empty text.
    /// </summary>
    public static AttributeValue AnyValue(ProtoReader any, OtlpLimits limits)
    {
        var value = AttributeValue.From("");
        while (any.Next())
        {
            switch (any.Field)
            {
                case Fields.AnyValue.String:
                    value = AttributeValue.From(limits.Bound(any.String()));
                    break;
                case Fields.AnyValue.Bool:
                    value = AttributeValue.From(any.Varint() != 0);
                    break;
                case Fields.AnyValue.Int:
                    value = AttributeValue.From((long)any.Varint());
                    break;
                case Fields.AnyValue.Double:
                    value = AttributeValue.From(BitConverter.UInt64BitsToDouble(any.Fixed64()));
                    break;
                case Fields.AnyValue.Bytes:
                    value = AttributeValue.From(limits.Bound(Convert.ToBase64String(any.Bytes())));
                    break;
                case Fields.AnyValue.Array or Fields.AnyValue.Map:
                    value = AttributeValue.From(limits.Bound(Json(ref any, limits)));
                    break;
                default:
                    any.Skip();
                    break;
            }
        }

        return value;
    }

    public static UInt128 TraceId(ref ProtoReader reader) =>
        reader.Bytes() is var bytes && bytes.Length is 0 or 16
            ? bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : throw reader.Error($"a trace id has 16 bytes, got {bytes.Length}");

    public static ulong SpanId(ref ProtoReader reader) =>
        reader.Bytes() is var bytes && bytes.Length is 0 or 8
            ? bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : throw reader.Error($"a span id has 8 bytes, got {bytes.Length}");

    private static (string Key, AttributeValue Value) KeyValue(ProtoReader pair, OtlpLimits limits)
    {
        var key = "";
        var value = AttributeValue.From("");
        while (pair.Next())
        {
            switch (pair.Field)
            {
                case Fields.KeyValue.Key:
                    key = limits.Bound(pair.String());
                    break;
                case Fields.KeyValue.Value:
                    value = AnyValue(pair.Message("AnyValue"), limits);
                    break;
                default:
                    pair.Skip();
                    break;
            }
        }

        return (key, value);
    }

    private static string Json(ref ProtoReader any, OtlpLimits limits)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Options))
        {
            Container(ref any, json, limits, 1);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void Container(ref ProtoReader any, Utf8JsonWriter json, OtlpLimits limits, int depth)
    {
        if (depth > limits.Depth)
        {
            throw any.Error($"values are nested deeper than {limits.Depth}");
        }

        var isArray = any.Field == Fields.AnyValue.Array;
        var items = any.Message(isArray ? "ArrayValue" : "KeyValueList");
        if (isArray)
        {
            json.WriteStartArray();
        }
        else
        {
            json.WriteStartObject();
        }

        while (items.Next())
        {
            if (items.Field != Fields.Values.Items)
            {
                items.Skip();
            }
            else if (isArray)
            {
                Item(items.Message("AnyValue"), json, limits, depth);
            }
            else
            {
                Member(items.Message("KeyValue"), json, limits, depth);
            }
        }

        if (isArray)
        {
            json.WriteEndArray();
        }
        else
        {
            json.WriteEndObject();
        }
    }

    private static void Member(ProtoReader pair, Utf8JsonWriter json, OtlpLimits limits, int depth)
    {
        var key = "";
        var found = false;
        ProtoReader value = default;
        while (pair.Next())
        {
            switch (pair.Field)
            {
                case Fields.KeyValue.Key:
                    key = pair.String();
                    break;
                case Fields.KeyValue.Value:
                    value = pair.Message("AnyValue");
                    found = true;
                    break;
                default:
                    pair.Skip();
                    break;
            }
        }

        json.WritePropertyName(key);
        if (found)
        {
            Item(value, json, limits, depth);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void Item(ProtoReader any, Utf8JsonWriter json, OtlpLimits limits, int depth)
    {
        var written = false;
        while (any.Next())
        {
            // Of a choice that occurs twice the first is taken here: a second value in an array would be one too many.
            if (written)
            {
                any.Skip();
                continue;
            }

            written = true;
            switch (any.Field)
            {
                case Fields.AnyValue.String:
                    json.WriteStringValue(any.String());
                    break;
                case Fields.AnyValue.Bool:
                    json.WriteBooleanValue(any.Varint() != 0);
                    break;
                case Fields.AnyValue.Int:
                    json.WriteNumberValue((long)any.Varint());
                    break;
                case Fields.AnyValue.Double:
                    JsonText.WriteDouble(json, BitConverter.UInt64BitsToDouble(any.Fixed64()));
                    break;
                case Fields.AnyValue.Bytes:
                    json.WriteBase64StringValue(any.Bytes());
                    break;
                case Fields.AnyValue.Array or Fields.AnyValue.Map:
                    Container(ref any, json, limits, depth + 1);
                    break;
                default:
                    any.Skip();
                    written = false;
                    break;
            }
        }

        if (!written)
        {
            json.WriteNullValue();
        }
    }
}
