using System.Text;
using Sightglass.Plugins.Lua.Native;

namespace Sightglass.Plugins.Lua.Values;

/// <summary>Values on their way between Lua and .NET.</summary>
/// <remarks>
/// nil is null, booleans are bool, integers long, floats double, tables <c>List&lt;object?&gt;</c> (keys 1 to n) or
/// <c>Dictionary&lt;string, object?&gt;</c>. Text is string where it is UTF-8 and byte[] where it is not, so that nothing is lost.
/// </remarks>
internal static unsafe class LuaValues
{
    /// <summary>The field by which the metatable of lists is known.</summary>
    public const string ArrayMark = "__jsonarray";

    private const int MaxDepth = 32;
    private const int MaxItems = 100_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a text or number; empty for other types. Valid while the value is on the stack.</summary>
    public static ReadOnlySpan<byte> Bytes(nint thread, int index)
    {
        nuint length;
        var pointer = LuaNative.ToText(thread, index, &length);
        return pointer is null ? default : new ReadOnlySpan<byte>(pointer, checked((int)length));
    }

    /// <summary>A text or number as text; null for other types.</summary>
    public static string? Text(nint thread, int index) => LuaNative.Type(thread, index) switch
    {
        LuaType.Text => Encoding.UTF8.GetString(Bytes(thread, index)),
        LuaType.Number => Encoding.UTF8.GetString(LuaNumbers.Bytes(thread, index)),
        _ => null,
    };

    /// <summary>A type's name as scripts know it.</summary>
    public static string TypeName(LuaType type) => type switch
    {
        LuaType.None or LuaType.Nil => "nil",
        LuaType.Text => "string",
        LuaType.LightUserData => "userdata",
        _ => type.ToString().ToLowerInvariant(),
    };

    public static void PushText(nint thread, string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> buffer = size <= 512 ? stackalloc byte[size] : new byte[size];
        PushBytes(thread, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
    }

    public static void PushBytes(nint thread, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            byte none = 0;
            LuaNative.PushText(thread, pointer is null ? &none : pointer, (nuint)bytes.Length);
        }
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="LuaException">It is, or holds, a function, a coroutine or too much.</exception>
    public static object? Read(nint thread, int index)
    {
        var items = 0;
        return Read(thread, LuaNative.AbsIndex(thread, index), 0, ref items);
    }

    public static void Push(nint thread, object? value) => Push(thread, value, 0);

    private static object? Read(nint thread, int index, int depth, ref int items)
    {
        switch (LuaNative.Type(thread, index))
        {
            case LuaType.Nil or LuaType.None:
                return null;
            case LuaType.Boolean:
                return LuaNative.ToBoolean(thread, index) != 0;
            case LuaType.Number:
                return LuaNative.IsInteger(thread, index) != 0
                    ? (object)LuaNative.ToInteger(thread, index, null)
                    : LuaNative.ToNumber(thread, index, null);
            case LuaType.Text:
                return TextOrBytes(Bytes(thread, index));
            case LuaType.LightUserData when LuaNative.ToUserData(thread, index) == LuaMarks.Null:
                return LuaNull.Value;
            case LuaType.LightUserData when LuaNative.ToUserData(thread, index) == LuaMarks.EmptyArray:
                return new List<object?>();
            case LuaType.Table:
                return ReadTable(thread, index, depth, ref items);
            default:
                throw new LuaValueException(TypeName(LuaNative.Type(thread, index)), isKey: false);
        }
    }

    private static object ReadTable(nint thread, int index, int depth, ref int items)
    {
        if (depth >= MaxDepth)
        {
            throw new LuaException("a table is nested too deeply, or holds itself");
        }

        // A key, a value, and what reading them needs.
        if (LuaNative.CheckStack(thread, 8) == 0)
        {
            throw new LuaException("stack overflow");
        }

        var length = (long)LuaNative.RawLength(thread, index);
        return IsList(thread, index, length) || IsMarkedArray(thread, index)
            ? ReadList(thread, index, (int)length, depth, ref items)
            : ReadMap(thread, index, depth, ref items);
    }

    /// <summary>Whether the keys are exactly 1 to n, and there are some.</summary>
    private static bool IsList(nint thread, int index, long length)
    {
        if (length is 0 or > MaxItems)
        {
            return false;
        }

        var count = 0L;
        LuaNative.PushNil(thread);
        while (LuaNative.Next(thread, index) != 0)
        {
            LuaState.Pop(thread, 1);
            if (++count > length || LuaNative.IsInteger(thread, -1) == 0)
            {
                LuaState.Pop(thread, 1);
                return false;
            }
        }

        return count == length;
    }

    /// <summary>Whether a table stands for a list whatever else is in it, or even if nothing is: it has the metatable that decoded lists get.</summary>
    private static bool IsMarkedArray(nint thread, int index)
    {
        if (LuaNative.GetMetatable(thread, index) == 0)
        {
            return false;
        }

        PushText(thread, ArrayMark);
        LuaNative.RawGet(thread, -2);
        var marked = LuaNative.ToBoolean(thread, -1) != 0;
        LuaState.Pop(thread, 2);
        return marked;
    }

    private static List<object?> ReadList(nint thread, int index, int length, int depth, ref int items)
    {
        Count(ref items, length);
        var list = new List<object?>(length);
        for (var i = 1; i <= length; i++)
        {
            LuaNative.RawGetItem(thread, index, i);
            list.Add(Read(thread, LuaNative.GetTop(thread), depth + 1, ref items));
            LuaState.Pop(thread, 1);
        }

        return list;
    }

    private static Dictionary<string, object?> ReadMap(nint thread, int index, int depth, ref int items)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        LuaNative.PushNil(thread);
        while (LuaNative.Next(thread, index) != 0)
        {
            Count(ref items, 1);

            // The key is copied first: reading a number as text would change it in place and confuse the iteration.
            LuaNative.PushValue(thread, -2);
            var key = Text(thread, -1) ?? throw new LuaValueException(TypeName(LuaNative.Type(thread, -1)), isKey: true);
            LuaState.Pop(thread, 1);
            map[key] = Read(thread, LuaNative.GetTop(thread), depth + 1, ref items);
            LuaState.Pop(thread, 1);
        }

        return map;
    }

    private static void Count(ref int items, int more)
    {
        items += more;
        if (items > MaxItems)
        {
            throw new LuaException($"a table has more than {MaxItems} items");
        }
    }

    private static object TextOrBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return bytes.ToArray();
        }
    }

    private static void Push(nint thread, object? value, int depth)
    {
        if (depth > MaxDepth || LuaNative.CheckStack(thread, 8) == 0)
        {
            throw new LuaException("a value is nested too deeply");
        }

        switch (value)
        {
            case null:
                LuaNative.PushNil(thread);
                break;
            case string text:
                PushText(thread, text);
                break;
            case byte[] bytes:
                PushBytes(thread, bytes);
                break;
            case ReadOnlyMemory<byte> memory:
                PushBytes(thread, memory.Span);
                break;
            case bool flag:
                LuaNative.PushBoolean(thread, flag ? 1 : 0);
                break;
            case long or int or short or byte:
                LuaNative.PushInteger(thread, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double or float:
                PushNumber(thread, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case LuaNull:
                LuaNative.PushLightUserData(thread, LuaMarks.Null);
                break;
            case IReadOnlyDictionary<string, object?> map:
                LuaNative.CreateTable(thread, 0, map.Count);
                foreach (var (key, item) in map)
                {
                    PushText(thread, key);
                    Push(thread, item, depth + 1);
                    LuaNative.RawSet(thread, -3);
                }

                break;
            case System.Collections.IEnumerable items:
                PushList(thread, items, depth);
                break;
            default:
                PushText(thread, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    /// <summary>A number; a whole one as integer, so that it reads as one.</summary>
    public static void PushNumber(nint thread, double number)
    {
        if (LuaNumbers.IsWhole(number))
        {
            LuaNative.PushInteger(thread, (long)number);
        }
        else
        {
            LuaNative.PushNumber(thread, number);
        }
    }

    private static void PushList(nint thread, System.Collections.IEnumerable items, int depth)
    {
        LuaNative.CreateTable(thread, 0, 0);
        var index = 0L;
        foreach (var item in items)
        {
            Push(thread, item, depth + 1);
            LuaNative.RawSetItem(thread, -2, ++index);
        }
    }
}
