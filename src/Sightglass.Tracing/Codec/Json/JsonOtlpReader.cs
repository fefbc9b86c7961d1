using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sightglass.Tracing.Codec.Assembly;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>Reads the parts that traces and logs share.</summary>
internal static class JsonOtlpReader
{
    public static TelemetryOrigin Origin(JsonSite resourceItems, OtlpLimits limits) =>
        WireOrigin.From(resourceItems.Member(JsonName.Resource) is { } resource ? Attributes(resource, limits) : new WireAttributes(limits));

    public static WireAttributes Attributes(JsonSite owner, OtlpLimits limits)
    {
        var attributes = new WireAttributes(limits);
        foreach (var pair in owner.Items(JsonName.Attributes))
        {
            attributes.Add(
                limits.Bound(pair.Text(JsonName.Key)),
                pair.Member(JsonName.Value) is { } value ? AnyValue(value, limits) : AttributeValue.From(""));
        }

        return attributes;
    }

    /// <summary>Reads an AnyValue. Arrays and maps become JSON text, bytes stay base64 text; no value becomes an empty text.</summary>
    public static AttributeValue AnyValue(JsonSite any, OtlpLimits limits)
    {
        if (any.Member(JsonName.StringValue) is { } text)
        {
            return AttributeValue.From(limits.Bound(text.Text()));
        }

        if (any.Member(JsonName.BoolValue) is { } truth)
        {
            return AttributeValue.From(Bool(truth));
        }

        if (any.Member(JsonName.IntValue) is { } number)
        {
            return AttributeValue.From(number.Signed());
        }

        if (any.Member(JsonName.DoubleValue) is { } real)
        {
            return AttributeValue.From(Double(real));
        }

        if (any.Member(JsonName.BytesValue) is { } bytes)
        {
            return AttributeValue.From(limits.Bound(bytes.Text()));
        }

        if (any.Member(JsonName.ArrayValue) is null && any.Member(JsonName.KvlistValue) is null)
        {
            return AttributeValue.From("");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Options))
        {
            Write(any, json, limits, 0);
        }

        return AttributeValue.From(limits.Bound(Encoding.UTF8.GetString(buffer.WrittenSpan)));
    }

    private static void Write(JsonSite any, Utf8JsonWriter json, OtlpLimits limits, int depth)
    {
        if (depth > limits.Depth)
        {
            throw any.Error($"values are nested deeper than {limits.Depth}");
        }

        if (any.Member(JsonName.ArrayValue) is { } array)
        {
            json.WriteStartArray();
            foreach (var item in array.Items(JsonName.Values))
            {
                Write(item, json, limits, depth + 1);
            }

            json.WriteEndArray();
        }
        else if (any.Member(JsonName.KvlistValue) is { } map)
        {
            json.WriteStartObject();
            foreach (var pair in map.Items(JsonName.Values))
            {
                json.WritePropertyName(pair.Text(JsonName.Key));
                if (pair.Member(JsonName.Value) is { } value)
                {
                    Write(value, json, limits, depth + 1);
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndObject();
        }
        else
        {
            Scalar(any, json);
        }
    }

    private static void Scalar(JsonSite any, Utf8JsonWriter json)
    {
        if ((any.Member(JsonName.StringValue) ?? any.Member(JsonName.BytesValue)) is { } text)
        {
            json.WriteStringValue(text.Text());
        }
        else if (any.Member(JsonName.BoolValue) is { } truth)
        {
            json.WriteBooleanValue(Bool(truth));
        }
        else if (any.Member(JsonName.IntValue) is { } number)
        {
            json.WriteNumberValue(number.Signed());
        }
        else if (any.Member(JsonName.DoubleValue) is { } real)
        {
            JsonText.WriteDouble(json, Double(real));
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static bool Bool(JsonSite site) => site.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw site.Error("expected true or false"),
    };

    private static double Double(JsonSite site)
    {
        var number = 0.0;
        var valid = site.Value.ValueKind switch
        {
            JsonValueKind.Number => site.Value.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(site.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return valid ? number : throw site.Error("expected a number");
    }
}
