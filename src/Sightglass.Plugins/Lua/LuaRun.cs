using System.Collections.Concurrent;
using Sightglass.Plugins.Lua.Memory;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Operations;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io.Sockets;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Lua;

/// <summary>One run of a group of chunks, for one request in one phase.</summary>
internal sealed class LuaRun
{
    private const int MaxOperations = 10_000;
    private static long _count;
    private readonly CancellationToken _cancellation;
    private ConcurrentDictionary<long, SocketClient>? _sockets;
    private BackgroundOperations? _background;
    private List<string>? _lookups;
    private ScriptCache? _cache;
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

    public CancellationToken Cancellation
    {
        get => _background?.Cancellation ?? _cancellation;
        init => _cancellation = value;
    }

    /// <summary>Operations that threads of the script wait for. Made on first use.</summary>
    public BackgroundOperations Background => _background ??= new BackgroundOperations(_cancellation);

    /// <summary>The sockets that scripts opened, by number. Made on first use.</summary>
    public ConcurrentDictionary<long, SocketClient> Sockets => LazyInitializer.EnsureInitialized(ref _sockets);

    /// <summary>Whether something is left to close when the run is over.</summary>
    public bool HasOpen => _sockets is { IsEmpty: false } || _background is not null;

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

    public long NextSocket() => Interlocked.Increment(ref _socketNumber);

    /// <summary>Takes on a lookup for the cache; it ends with the run at the latest.</summary>
    public bool TryBeginLookup(ScriptCache cache, string key)
    {
        if (!cache.TryBegin(key))
        {
            return false;
        }

        _cache = cache;
        (_lookups ??= []).Add(key);
        return true;
    }

    public void EndLookup(string key)
    {
        if (_lookups?.Remove(key) == true)
        {
            _cache!.End(key);
        }
    }

    /// <summary>Ends lookups that the script did not.</summary>
    public void EndLookups()
    {
        foreach (var key in _lookups ?? [])
        {
            _cache!.End(key);
        }

        _lookups = null;
    }

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

    /// <summary>Ends operations under way and closes sockets.</summary>
    public async ValueTask CloseAsync()
    {
        if (_background is { } background)
        {
            await background.DisposeAsync().ConfigureAwait(false);
            _background = null;
        }

        foreach (var socket in Sockets.Values)
        {
            await socket.DisposeAsync().ConfigureAwait(false);
        }

        Sockets.Clear();
    }
}
