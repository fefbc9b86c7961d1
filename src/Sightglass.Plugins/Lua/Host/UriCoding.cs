using System.Buffers;
using System.Text;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>Percent encoding as <c>ngx</c> has it. It works on bytes: text of any encoding comes through.</summary>
internal static class UriCoding
{
    private static readonly SearchValues<byte> Component =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!'()*"u8);

    private static readonly SearchValues<byte> Whole =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!'()*$&+,/:;=@"u8);

    /// <summary>Escapes a component, or a whole path.</summary>
    public static byte[] Escape(ReadOnlySpan<byte> bytes, bool whole)
    {
        var kept = whole ? Whole : Component;
        var output = new ArrayBufferWriter<byte>(bytes.Length + 16);
        foreach (var value in bytes)
        {
            if (kept.Contains(value))
            {
                output.Write([value]);
            }
            else
            {
                output.Write([(byte)'%', Digit(value >> 4), Digit(value & 15)]);
            }
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Undoes it. A plus sign stands for a space, and what is no escape stays as it is.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> bytes)
    {
        var output = new byte[bytes.Length];
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && i + 2 < bytes.Length && Value(bytes[i + 1]) is var high and >= 0 && Value(bytes[i + 2]) is var low and >= 0)
            {
                output[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                output[length++] = bytes[i] == '+' ? (byte)' ' : bytes[i];
            }
        }

        return output[..length];
    }

    /// <summary>A query of a table's fields, in the order of the encoded parts, so that the same table gives the same text.</summary>
    public static string EncodeArguments(object? value)
    {
        var parts = new List<string>();
        foreach (var (name, item) in value as Dictionary<string, object?> ?? [])
        {
            var key = Text(Encoding.UTF8.GetBytes(name));
            var pieces = new List<string>();
            foreach (var one in item as List<object?> ?? [item])
            {
                switch (one)
                {
                    case true:
                        pieces.Add(key);
                        break;
                    case false:
                        break;
                    case string or byte[] or long or double:
                        pieces.Add($"{key}={Text(LuaNumbers.TextBytes(one))}");
                        break;
                    default:
                        throw new LuaException($"attempt to use {(one is null ? "nil" : one is LuaNull ? "userdata" : "table")} as query arg value");
                }
            }

            if (pieces.Count > 0)
            {
                parts.Add(string.Join('&', pieces));
            }
        }

        parts.Sort(StringComparer.Ordinal);
        return string.Join('&', parts);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(Escape(bytes, whole: false));

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);

    private static int Value(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
