using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sightglass.Cluster.Rpc;

/// <summary>Writes the three kinds of message.</summary>
internal static class RpcWriter
{
    public static ReadOnlyMemory<byte> Request<TParams>(long? id, string method, TParams parameters, JsonTypeInfo<TParams> type) => Write(writer =>
    {
        if (id is { } number)
        {
            writer.WriteNumber("id"u8, number);
        }

        writer.WriteString("method"u8, method);
        writer.WritePropertyName("params"u8);
        JsonSerializer.Serialize(writer, parameters, type);
    });

    public static ReadOnlyMemory<byte> Result(JsonElement id, Action<Utf8JsonWriter> result) => Write(writer =>
    {
        WriteId(writer, id);
        writer.WritePropertyName("result"u8);
        result(writer);
    });

    public static ReadOnlyMemory<byte> Error(JsonElement? id, int code, string message) => Write(writer =>
    {
        WriteId(writer, id);
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, code);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    });

    private static void WriteId(Utf8JsonWriter writer, JsonElement? id)
    {
        writer.WritePropertyName("id"u8);
        if (id is { } element)
        {
            element.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            body(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
