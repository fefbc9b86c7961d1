using System.Text;
using Sightglass.Plugins.Lua.Memory;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.cache</c> and <c>ngx.shared</c> are made of.</summary>
internal static class MemoryFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("cache_get", CacheGet),
        new("cache_set", CacheSet),
        new("cache_left", call => call.Return(Cache(call).TimeLeft(Key(call, 1)).TotalSeconds)),
        new("cache_remove", CacheRemove),
        new("cache_clear", CacheClear),
        new("cache_begin", call => call.Return(call.Run.TryBeginLookup(Cache(call), Key(call, 1)))),
        new("cache_end", CacheEnd),
        new("shared_capacity", call => Find(call) is { } dictionary ? call.Return(dictionary.Capacity) : call.Return((string?)null)),
        new("shared_free", call => call.Return(Dictionary(call).Free)),
        new("shared_get", Get),
        new("shared_set", Set),
        new("shared_increment", Increment),
        new("shared_push", Push),
        new("shared_pop", Pop),
        new("shared_length", call => Dictionary(call).Length(Key(call, 2), out var length) is { } problem ? call.ReturnProblem(problem) : call.Return((long)length)),
        new("shared_ttl", call => Dictionary(call).TimeLeft(Key(call, 2)) is { } left ? call.Return(left.TotalSeconds) : call.ReturnProblem("not found")),
        new("shared_expire", call => Dictionary(call).TryExpire(Key(call, 2), Lifetime(call, 3)) ? call.Return(true) : call.ReturnProblem("not found")),
        new("shared_flush", Flush),
        new("shared_flush_expired", call => call.Return((long)Dictionary(call).RemoveExpired(Most(call, 2)))),
        new("shared_keys", call => call.ReturnValue(Dictionary(call).Keys(Most(call, 2)).ConvertAll(static key => (object?)Encoding.Latin1.GetBytes(key)))),
    ];

    private static ScriptCache Cache(HostCall call) => call.Run.Program.Host.Cache(call.Run.Program.Services.Time);

    private static SharedDictionary? Find(HostCall call) => call.Run.Program.Host.Dictionary(call.Text(1), call.Run.Program.Services.Time);

    private static SharedDictionary Dictionary(HostCall call) => Find(call) ?? throw new LuaException("no such dictionary");

    /// <summary>Keys are bytes; one character for each keeps them what they are.</summary>
    private static string Key(HostCall call, int index) => Encoding.Latin1.GetString(call.Bytes(index));

    private static int Most(HostCall call, int index) => call.Number(index) is > 0 and < int.MaxValue and var most ? (int)most : int.MaxValue;

    /// <summary>Seconds; zero for without end.</summary>
    private static TimeSpan? Lifetime(HostCall call, int index)
    {
        var seconds = call.Number(index);
        return seconds switch
        {
            0 => null,
            > 0 and <= 4_000_000_000 => TimeSpan.FromSeconds(seconds),
            > 4_000_000_000 => null,
            _ => throw new LuaException("bad \"exptime\" argument"),
        };
    }

    private static int CacheRemove(HostCall call)
    {
        Cache(call).Remove(Key(call, 1));
        return 0;
    }

    private static int CacheClear(HostCall call)
    {
        Cache(call).Clear();
        return 0;
    }

    private static int CacheEnd(HostCall call)
    {
        call.Run.EndLookup(Key(call, 1));
        return 0;
    }

    private static int Flush(HostCall call)
    {
        Dictionary(call).ExpireAll();
        return 0;
    }

    private static int CacheGet(HostCall call)
    {
        if (!Cache(call).TryGet(Key(call, 1), out var value))
        {
            return call.Return(false);
        }

        return call.Return(true) + call.ReturnValue(value);
    }

    /// <summary><c>cache_set(key, value, seconds)</c>.</summary>
    private static int CacheSet(HostCall call) =>
        call.Return(Cache(call).TrySet(Key(call, 1), call.Value(2), Lifetime(call, 3)));

    /// <summary><c>shared_get(dictionary, key, whether stale values count)</c>.</summary>
    private static int Get(HostCall call)
    {
        var stale = call.Flag(3);
        if (Dictionary(call).Get(Key(call, 2), stale, out var isStale) is not { } value)
        {
            return call.Return((string?)null);
        }

        if (value.Content is LinkedList<object>)
        {
            return call.ReturnProblem("value is a list");
        }

        var count = call.ReturnValue(value.Content);
        if (value.Flags != 0 || stale)
        {
            LuaValues.Push(call.Thread, value.Flags == 0 ? null : value.Flags);
            count++;
        }

        return stale ? count + call.Return(isStale) : count;
    }

    /// <summary><c>shared_set(dictionary, mode, safe, key, value, seconds, flags)</c>.</summary>
    private static int Set(HostCall call)
    {
        SharedValue? value = call.IsNil(5) ? null : new SharedValue(Content(call, 5), call.Integer(7));
        if (Dictionary(call).Set(call.Text(2), Key(call, 4), value, Lifetime(call, 6), call.Flag(3), out var forced) is { } problem)
        {
            return call.Return(false) + call.Return(problem) + call.Return(forced);
        }

        return call.Return(true) + call.Return((string?)null) + call.Return(forced);
    }

    /// <summary><c>shared_increment(dictionary, key, by, initially or nil, seconds)</c>.</summary>
    private static int Increment(HostCall call)
    {
        double? initially = call.IsNil(4) ? null : call.Number(4);
        if (Dictionary(call).Increment(Key(call, 2), call.Number(3), initially, Lifetime(call, 5), out var sum, out var forced) is { } problem)
        {
            return call.ReturnProblem(problem);
        }

        return call.Return(sum) + call.Return((string?)null) + call.Return(forced);
    }

    /// <summary><c>shared_push(dictionary, key, value, whether first)</c>.</summary>
    private static int Push(HostCall call) =>
        Dictionary(call).Push(Key(call, 2), Content(call, 3), call.Flag(4), out var length) is { } problem
            ? call.ReturnProblem(problem)
            : call.Return((long)length);

    private static int Pop(HostCall call) =>
        Dictionary(call).Pop(Key(call, 2), call.Flag(3), out var item) is { } problem ? call.ReturnProblem(problem) : call.ReturnValue(item);

    private static object Content(HostCall call, int index) => call.Type(index) switch
    {
        LuaType.Number => call.Number(index),
        LuaType.Boolean => call.Flag(index),
        _ => call.Bytes(index).ToArray(),
    };
}
