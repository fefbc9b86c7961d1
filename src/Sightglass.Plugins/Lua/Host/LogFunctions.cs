using System.Text;
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
        new("log_serialize", call => call.Return(Encoding.UTF8.GetBytes(LogRecord.ToJson(call.Context).ToJsonString(PluginJson.Options)).AsSpan())),
        new("ctx_get", call => call.ReturnValue(call.Context.Items.TryGetValue(ItemKey(call), out var value) ? value : null)),
        new("ctx_set", SetItem),
        new("phase", call => call.Return(LuaPhases.Name(call.Run.Phase))),
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

    /// <summary><c>log_field(dotted name, value, mode)</c>.</summary>
    private static int SetField(HostCall call)
    {
        var mode = call.Text(3) switch
        {
            "set" => LogFieldMode.Set,
            "add" => LogFieldMode.Add,
            "replace" => LogFieldMode.Replace,
            var other => throw new LuaException($"mode must be 'set', 'add' or 'replace', not '{other}'"),
        };
        call.Context.LogFields[call.Text(1)] = new LogField(call.Value(2), mode);
        return 0;
    }

    /// <summary>
    /// <c>ctx_get/ctx_set(scope, name)</c>: shared items have their own name, so that other plugins see them; a plugin's own have its id in
    /// front.
    /// </summary>
    private static string ItemKey(HostCall call) =>
        call.Text(1) == "shared" ? call.Text(2) : $"{call.Run.Program.PluginId:N}:{call.Text(2)}";

    private static int SetItem(HostCall call)
    {
        var key = ItemKey(call);
        if (call.IsNil(3))
        {
            call.Context.Items.Remove(key);
        }
        else
        {
            call.Context.Items[key] = call.Value(3);
        }

        return 0;
    }
}
