using Microsoft.Extensions.Logging;
using Sightglass.Plugins.Logging;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Logging;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>kong.log</c> and <c>kong.ctx</c> are made of.</summary>
internal static class LogFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("log", Log),
        new("log_field", SetField),
        new("log_serialize", Serialize),
        new("ctx_get", call => call.ReturnValue(call.Run.Context is { } context && context.Items.TryGetValue(ItemKey(call), out var value) ? value : null)),
        new("ctx_set", SetItem),
    ];

    /// <summary><c>log(level, message)</c>.</summary>
    private static int Log(HostCall call)
    {
        var level = call.Text(1) switch
        {
            "debug" => LogLevel.Debug,
            "info" or "notice" => LogLevel.Information,
            "warn" => LogLevel.Warning,
            "err" => LogLevel.Error,
            _ => LogLevel.Critical,
        };
        var log = call.Run.Context?.Log ?? call.Run.Program.Log;
        if (log.IsEnabled(level))
        {
            LuaLog.Message(log, level, call.Run.Program.Name, call.Text(2));
        }

        return 0;
    }

    /// <summary>The record as a table.</summary>
    private static int Serialize(HostCall call)
    {
        call.Only(LuaPhaseRule.Log);
        var context = call.Context;
        return JsonFunctions.ReturnWritten(call, writer => LogRecord.ToJson(context).WriteTo(writer, PluginJson.Options));
    }

    /// <summary><c>log_field(dotted name, value, mode)</c>.</summary>
    private static int SetField(HostCall call)
    {
        call.Only(LuaPhaseRule.Record);
        var name = call.Text(1, "key must be a string");
        var mode = call.Text(3) switch
        {
            "set" => LogFieldMode.Set,
            "add" => LogFieldMode.Add,
            "replace" => LogFieldMode.Replace,
            _ => throw new LuaException("mode must be 'set', 'add' or 'replace'"),
        };
        call.Context.LogFields[name] = new LogField(Recordable(call), mode);
        return 0;
    }

    private static object? Recordable(HostCall call)
    {
        try
        {
            return call.Value(2);
        }
        catch (LuaException)
        {
            throw new LuaException(
                "value must be nil, a number, string, boolean or a non-self-referencial table containing numbers, string and booleans");
        }
    }

    /// <summary>
    /// <c>ctx_get/ctx_set(scope, name)</c>: shared items have their own name, so that other plugins see them; a plugin's own have its id in
    /// front.
    /// </summary>
    private static string ItemKey(HostCall call) =>
        call.Text(1) == "shared" ? call.Text(2) : $"{call.Run.Program.PluginId:N}:{call.Text(2)}";

    private static int SetItem(HostCall call)
    {
        // Without a request (certificate phase, timers) there is nothing that outlives the run.
        if (call.Run.Context is not { } context)
        {
            return 0;
        }

        var key = ItemKey(call);
        if (call.IsNil(3))
        {
            context.Items.Remove(key);
        }
        else
        {
            context.Items[key] = call.Value(3);
        }

        return 0;
    }
}
