using Sightglass.Plugins.Lua.Native;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io.Sockets;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Lua;

/// <summary>One run of a group of chunks, for one request in one phase.</summary>
internal sealed class LuaRun
{
    private const int MaxOperations = 10_000;
    private static long _count;
    private Dictionary<long, SocketClient>? _sockets;
    private long _socketNumber;
    private int _operations;
    private BodyPiece _piece;

    public required LuaProgram Program { get; init; }

    /// <summary>Position of the group of chunks.</summary>
    public required int Group { get; init; }

    public required PluginPhases Phase { get; init; }

    /// <summary>The request; null in the certificate phase.</summary>
    public PluginContext? Context { get; init; }

    /// <summary>The handshake; null in all phases but one.</summary>
    public CertificateContext? Certificate { get; init; }

    /// <summary>The run's number in the process.</summary>
    public long Number { get; } = Interlocked.Increment(ref _count);

    /// <summary>Whether the prelude keeps something under the number.</summary>
    public bool IsKept { get; set; }

    /// <summary>Where work is put off to; null when that is not possible.</summary>
    public LuaTimers? Timers { get; set; }

    /// <summary>The number of what was put off, when the run is for that; else null.</summary>
    public long? Timer { get; init; }

    /// <summary>The interpreter that the run is in.</summary>
    public LuaWorker? Worker { get; set; }

    /// <summary>Where spans of calls go.</summary>
    public IoScope Scope { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>The sockets that scripts opened, by number. Made on first use.</summary>
    public Dictionary<long, SocketClient> Sockets => _sockets ??= [];

    public bool HasSockets => _sockets is { Count: > 0 };

    /// <summary>The interpreter's thread, and the reference that keeps it.</summary>
    public nint Thread { get; set; }

    public int ThreadReference { get; set; }

    public LuaAccount Account { get; set; }

    /// <summary>Values that the last step left on the thread's stack.</summary>
    public int Yielded { get; set; }

    /// <summary>The piece of the body, in the body_filter phase.</summary>
    public BodyPiece Piece
    {
        get => _piece;
        set => _piece = value;
    }

    public long NextSocket() => ++_socketNumber;

    public void SetPieceData(byte[]? data) => _piece.Data = data;

    /// <summary>What scripts have held back of this response's body so far.</summary>
    public MemoryStream HeldBody()
    {
        var key = $"{Program.PluginId:N}:body";
        if (Context!.Items.TryGetValue(key, out var item) && item is MemoryStream body)
        {
            return body;
        }

        var made = new MemoryStream();
        Context.Items[key] = made;
        return made;
    }

    /// <exception cref="LuaException">There were too many.</exception>
    public void CountOperation()
    {
        if (++_operations > MaxOperations)
        {
            throw new LuaException($"more than {MaxOperations} operations in one run");
        }
    }

    public async ValueTask CloseSocketsAsync()
    {
        foreach (var socket in Sockets.Values)
        {
            await socket.DisposeAsync().ConfigureAwait(false);
        }

        Sockets.Clear();
    }
}
