using Microsoft.Extensions.Primitives;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>Headers as scripts give them.</summary>
internal static class HeaderArguments
{
    /// <summary>The name and value at two positions.</summary>
    /// <exception cref="LuaException">One of them cannot be a header's.</exception>
    public static (string Name, StringValues Value) Read(HostCall call, int nameIndex, int valueIndex)
    {
        if (call.Type(nameIndex) != LuaType.Text)
        {
            var type = call.TypeName(nameIndex);
            throw new LuaException($"invalid header name \"{LuaValues.Text(call.Thread, nameIndex) ?? type}\": got {type}, expected string");
        }

        var name = call.Text(nameIndex);
        StringValues value = call.Type(valueIndex) switch
        {
            LuaType.Text or LuaType.Number => call.Text(valueIndex),
            LuaType.Boolean => call.Flag(valueIndex) ? "true" : "false",
            LuaType.Table => List(Table(call, valueIndex, name), name),
            _ => throw new LuaException(
                $"invalid header value for \"{name}\": got {call.TypeName(valueIndex)}, expected array of string, string, number or boolean"),
        };
        return (Checked(name), Checked(value));
    }

    /// <summary>A name that may be a header's (RFC 9110 5.1).</summary>
    public static string Checked(string name) => HeaderNames.IsValid(name) ? name : throw new LuaException($"invalid header name '{name}'");

    private static object? Table(HostCall call, int index, string name)
    {
        try
        {
            return call.Value(index);
        }
        catch (LuaValueException e) when (!e.IsKey)
        {
            throw new LuaException($"invalid header value in array \"{name}\": got {e.Type}, expected string");
        }
    }

    private static StringValues List(object? value, string name)
    {
        if (value is not List<object?> list)
        {
            return StringValues.Empty;
        }

        var texts = new string[list.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = list[i] as string
                ?? throw new LuaException($"invalid header value in array \"{name}\": got {TypeName(list[i])}, expected string");
        }

        return texts;
    }

    private static string TypeName(object? value) => value switch
    {
        bool => "boolean",
        long or double => "number",
        LuaNull => "userdata",
        byte[] => "string",
        _ => "table",
    };

    private static StringValues Checked(StringValues values)
    {
        foreach (var value in values)
        {
            if (!HeaderNames.IsValidValue(value))
            {
                throw new LuaException("invalid header value: it holds a control character");
            }
        }

        return values;
    }
}
