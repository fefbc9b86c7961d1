using System.Collections.Frozen;
using System.Globalization;
using Sightglass.Plugins.Bodies;

namespace Sightglass.Plugins.Lua.Operations;

/// <summary>The operations by name. Failures that scripts handle are results (nil and a message), not exceptions.</summary>
internal static class LuaOperations
{
    /// <summary>Seconds that one sleep may take.</summary>
    private const double MaxSleep = 60;

    public static FrozenDictionary<string, LuaOperation> All { get; } = new Dictionary<string, LuaOperation>
    {
        ["sleep"] = SleepAsync,
        ["read_body"] = ReadBodyAsync,
        ["any"] = static (run, arguments) => run.Background.AnyAsync(arguments),
        ["cache_wait"] = WaitForLookupAsync,
        ["http"] = HttpOperation.RunAsync,
        ["socket_connect"] = SocketOperations.ConnectAsync,
        ["socket_handshake"] = SocketOperations.HandshakeAsync,
        ["socket_send"] = SocketOperations.SendAsync,
        ["socket_receive"] = SocketOperations.ReceiveAsync,
        ["socket_close"] = SocketOperations.CloseAsync,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static double Number(object?[] arguments, int index, string name) => arguments.Length <= index
        ? throw new LuaException($"{name}: expected a number")
        : arguments[index] switch
        {
            long integer => integer,
            double number when double.IsFinite(number) => number,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new LuaException($"{name}: expected a number"),
        };

    public static string Text(object?[] arguments, int index, string name) =>
        arguments.Length > index && Convert.ToString(arguments[index], CultureInfo.InvariantCulture) is { Length: > 0 } text
            ? text
            : throw new LuaException($"{name}: expected a string");

    public static ReadOnlyMemory<byte> Bytes(object? value) => value switch
    {
        byte[] bytes => bytes,
        null => default,
        _ => System.Text.Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static async ValueTask<object?[]> SleepAsync(LuaRun run, object?[] arguments)
    {
        var seconds = Number(arguments, 0, "sleep");
        if (seconds is < 0 or > MaxSleep)
        {
            throw new LuaException($"sleep: expected a number of seconds between 0 and {MaxSleep}");
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds), run.Program.Services.Time, run.Cancellation).ConfigureAwait(false);
        return [];
    }

    private static async ValueTask<object?[]> WaitForLookupAsync(LuaRun run, object?[] arguments)
    {
        var cache = run.Program.Host.Cache(run.Program.Services.Time);
        return [await cache.WaitAsync(System.Text.Encoding.Latin1.GetString(Bytes(arguments[0]).Span), run.Cancellation).ConfigureAwait(false)];
    }

    private static async ValueTask<object?[]> ReadBodyAsync(LuaRun run, object?[] arguments)
    {
        if ((run.Phase & LuaPhases.BeforeUpstream) == 0 || run.Context is not { } context)
        {
            throw new LuaException($"function cannot be called in {LuaPhases.Name(run.Phase)} phase (only in: {LuaPhaseRule.Body.Names})");
        }

        if (!context.Request.HasBody)
        {
            return [""];
        }

        var body = await context.Request.ReadBodyAsync(RequestFields.MaxBody, run.Cancellation).ConfigureAwait(false);
        return body is { } bytes ? [bytes] : [null, $"request body is larger than {RequestFields.MaxBody} bytes"];
    }
}
