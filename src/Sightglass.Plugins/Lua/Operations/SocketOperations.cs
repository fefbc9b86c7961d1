using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Sockets;

namespace Sightglass.Plugins.Lua.Operations;

/// <summary>What <c>ngx.socket.tcp</c> is made of. Sockets belong to one run and are closed with it.</summary>
internal static class SocketOperations
{
    private const int MaxSockets = 32;

    /// <summary><c>socket_connect(socket or nil, milliseconds, host, port)</c>: the socket's number.</summary>
    public static async ValueTask<object?[]> ConnectAsync(LuaRun run, object?[] arguments)
    {
        var id = arguments[0] as long?;
        if (id is null)
        {
            if (run.Sockets.Count >= MaxSockets)
            {
                return [null, $"more than {MaxSockets} sockets in one run"];
            }

            id = run.NextSocket();
            run.Sockets[id.Value] = new SocketClient(run.Program.Services.NameResolver, run.Program.Services.Time);
        }

        var port = LuaOperations.Number(arguments, 3, "connect");
        if (port is < 1 or > 65_535)
        {
            return [null, "bad port"];
        }

        return await TryAsync(run, id, arguments[1], async socket =>
        {
            await socket.ConnectAsync(run.Scope, LuaOperations.Text(arguments, 2, "connect"), (int)port, run.Cancellation).ConfigureAwait(false);
            return [id];
        }).ConfigureAwait(false);
    }

    /// <summary><c>socket_handshake(socket, milliseconds, server name, verify)</c>.</summary>
    public static ValueTask<object?[]> HandshakeAsync(LuaRun run, object?[] arguments) => TryAsync(run, arguments[0], arguments[1], async socket =>
    {
        var tls = new TlsClientOptions { ServerName = arguments[2] as string, Verify = arguments[3] is not false };
        await socket.HandshakeAsync(run.Scope, tls, run.Cancellation).ConfigureAwait(false);
        return [true];
    });

    /// <summary><c>socket_send(socket, milliseconds, data)</c>: the number of bytes.</summary>
    public static ValueTask<object?[]> SendAsync(LuaRun run, object?[] arguments) => TryAsync(run, arguments[0], arguments[1], async socket =>
    {
        var data = LuaOperations.Bytes(arguments[2]);
        await socket.SendAsync(run.Scope, data, run.Cancellation).ConfigureAwait(false);
        return [(long)data.Length];
    });

    /// <summary><c>socket_receive(socket, milliseconds, kind, count)</c>: line, bytes, any or all.</summary>
    public static ValueTask<object?[]> ReceiveAsync(LuaRun run, object?[] arguments) => TryAsync(run, arguments[0], arguments[1], async socket =>
    {
        var count = arguments.Length > 3 && arguments[3] is not null ? (int)Math.Clamp(LuaOperations.Number(arguments, 3, "receive"), 0, int.MaxValue) : 1;
        return
        [
            arguments[2] switch
            {
                "line" => await socket.ReceiveLineAsync(run.Scope, run.Cancellation).ConfigureAwait(false),
                "bytes" => await socket.ReceiveAsync(run.Scope, count, run.Cancellation).ConfigureAwait(false),
                "any" => await socket.ReceiveAnyAsync(run.Scope, Math.Max(1, count), run.Cancellation).ConfigureAwait(false),
                _ => await socket.ReceiveAllAsync(run.Scope, run.Cancellation).ConfigureAwait(false),
            },
        ];
    });

    /// <summary><c>socket_close(socket)</c>.</summary>
    public static async ValueTask<object?[]> CloseAsync(LuaRun run, object?[] arguments)
    {
        if (arguments[0] is long id && run.Sockets.Remove(id, out var socket))
        {
            await socket.DisposeAsync().ConfigureAwait(false);
            return [1L];
        }

        return [null, "closed"];
    }

    private static async ValueTask<object?[]> TryAsync(LuaRun run, object? id, object? milliseconds, Func<SocketClient, ValueTask<object?[]>> step)
    {
        if (id is not long number || !run.Sockets.TryGetValue(number, out var socket))
        {
            return [null, "closed"];
        }

        socket.Timeout = TimeSpan.FromMilliseconds(Math.Clamp(LuaOperations.Number([milliseconds], 0, "timeout"), 1, 600_000));
        try
        {
            return await step(socket).ConfigureAwait(false);
        }
        catch (PluginIoException e)
        {
            return
            [
                null,
                e.Error switch
                {
                    PluginIoError.Timeout => "timeout",
                    PluginIoError.Closed when e.Message.EndsWith("closed", StringComparison.Ordinal) => "closed",
                    _ => e.Message,
                },
            ];
        }
    }
}
