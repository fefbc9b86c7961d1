using System.Buffers;
using System.Text.Json;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Values;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What the modules <c>cjson</c> and <c>cjson.safe</c> are made of.</summary>
internal static class JsonFunctions
{
    private const int MaxDepth = 64;

    public static HostFunction[] All { get; } =
    [
        new("json_encode", Encode),
        new("json_decode", Decode),
    ];

    /// <summary>Answers with what was written as JSON. Fields that are null are left out, as scripts expect of entities.</summary>
    public static int ReturnWritten(HostCall call, Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(output, PluginJson.WriterOptions))
        {
            write(writer);
        }

        var reader = new Utf8JsonReader(output.WrittenSpan);
        reader.Read();
        Push(call, ref reader, withoutNulls: true, marksLists: false);
        return 1;
    }

    /// <summary><c>json_encode(value)</c>.</summary>
    private static int Encode(HostCall call)
    {
        var output = new ArrayBufferWriter<byte>(256);
        object? value;
        try
        {
            value = call.Value(1);
        }
        catch (LuaValueException e)
        {
            throw new LuaException($"Cannot serialise {e.Type}: {(e.IsKey ? "table key must be a number or string" : "type not supported")}");
        }

        using (var writer = new Utf8JsonWriter(output, PluginJson.WriterOptions))
        {
            Write(writer, value);
        }

        return call.Return(output.WrittenSpan);
    }

    /// <summary><c>json_decode(text, whether lists get the metatable that tells them from objects)</c>.</summary>
    private static int Decode(HostCall call)
    {
        try
        {
            var reader = new Utf8JsonReader(call.Bytes(1), new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            call.State.Charge(call.Bytes(1).Length / 8);
            Push(call, ref reader, withoutNulls: false, marksLists: call.Flag(2));
            return reader.Read() ? throw new LuaException("Expected the end but found more") : 1;
        }
        catch (JsonException e)
        {
            throw new LuaException($"Expected value but found invalid token at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null or LuaNull:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case byte[] bytes:
                writer.WriteStringValue(System.Text.Encoding.Latin1.GetString(bytes));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                if (!double.IsFinite(number))
                {
                    throw new LuaException("Cannot serialise number: must not be NaN or Infinity");
                }

                writer.WriteRawValue(LuaNumbers.Format(number), skipInputValidation: true);
                break;
            case List<object?> list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case Dictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>Pushes the value that the reader stands on.</summary>
    private static void Push(HostCall call, ref Utf8JsonReader reader, bool withoutNulls, bool marksLists)
    {
        var thread = call.Thread;
        if (call.State.IsOverfull)
        {
            throw new LuaException("not enough memory");
        }

        if (LuaNative.CheckStack(thread, 8) == 0)
        {
            throw new LuaException("stack overflow");
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                LuaValues.PushText(thread, reader.GetString()!);
                break;
            case JsonTokenType.Number when reader.TryGetInt64(out var integer):
                LuaNative.PushInteger(thread, integer);
                break;
            case JsonTokenType.Number:
                LuaValues.PushNumber(thread, reader.GetDouble());
                break;
            case JsonTokenType.True or JsonTokenType.False:
                LuaNative.PushBoolean(thread, reader.TokenType == JsonTokenType.True ? 1 : 0);
                break;
            case JsonTokenType.StartArray:
                LuaNative.CreateTable(thread, 0, 0);
                for (var index = 1L; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    Push(call, ref reader, withoutNulls, marksLists);
                    LuaNative.RawSetItem(thread, -2, index);
                }

                if (marksLists)
                {
                    LuaNative.RawGetItem(thread, LuaNative.RegistryIndex, call.State.ListMetatable);
                    _ = LuaNative.SetMetatable(thread, -2);
                }

                break;
            case JsonTokenType.StartObject:
                LuaNative.CreateTable(thread, 0, 0);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    LuaValues.PushText(thread, reader.GetString()!);
                    reader.Read();
                    if (withoutNulls && reader.TokenType == JsonTokenType.Null)
                    {
                        LuaState.Pop(thread, 1);
                        continue;
                    }

                    Push(call, ref reader, withoutNulls, marksLists);
                    LuaNative.RawSet(thread, -3);
                }

                break;
            default:
                LuaNative.PushLightUserData(thread, LuaMarks.Null);
                break;
        }
    }
}
