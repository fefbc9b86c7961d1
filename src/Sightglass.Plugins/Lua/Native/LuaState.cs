using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sightglass.Plugins.Lua.Host;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Lua.Native;

/// <summary>
/// One interpreter: its memory, its bounds, and the way between it and managed code. For one thread at a time.
/// </summary>
/// <remarks>
/// The rule that keeps the process alive: a Lua error or yield unwinds native frames and must not meet a managed one. So managed
/// functions neither raise nor yield; they return a mark, and Lua code around them raises or yields. Scripts that exceed their bounds
/// are ended by a hook that is itself native.
/// </remarks>
internal sealed unsafe class LuaState : IDisposable
{
    private const int HookInterval = 1_000;
    private static readonly delegate* unmanaged[Cdecl]<nint, nint, void> HookPointer = &Hook;

    private readonly LuaMemory* _memory;
    private readonly GCHandle _self;
    private readonly LuaLimits _limits;
    private readonly HostFunction[] _functions;
    private readonly List<nint> _running = [];
    private readonly Stack<long> _forgotten = new();
    private long _instructions;
    private long _slice;
    private long _computeStarted;
    private long _computed;
    private int _refusals;
    private bool _mayPreempt;
    private bool _preempted;
    private bool _disposed;

    public LuaState(LuaLimits limits, HostFunction[] functions)
    {
        _limits = limits;
        _functions = functions;
        _self = GCHandle.Alloc(this);
        _memory = (LuaMemory*)NativeMemory.AllocZeroed((nuint)sizeof(LuaMemory));
        _memory->Limit = limits.Memory;
        _memory->Owner = GCHandle.ToIntPtr(_self);
        Main = LuaNative.NewState(&LuaMemory.Allocate, _memory);
        if (Main == 0)
        {
            Dispose();
            throw new InvalidOperationException("The Lua interpreter cannot be started: no memory.");
        }

        // The interpreter keeps one pointer-sized word for its host before each thread's data, and copies it to new threads.
        *(nint*)(Main - sizeof(nint)) = GCHandle.ToIntPtr(_self);
        Open("_G", "base");
        Open("coroutine", "coroutine");
        Open("table", "table");
        Open("string", "string");
        Open("math", "math");
        Open("utf8", "utf8");
    }

    /// <summary>The main thread of the interpreter; scripts run in threads of their own.</summary>
    public nint Main { get; }

    /// <summary>The run that uses the state now; null between runs.</summary>
    public LuaRun? Run { get; set; }

    /// <summary>Bytes in use.</summary>
    public long MemoryUsed => _memory->Used;

    /// <summary>Where the registry keeps the metatable of decoded lists; 0 until the prelude has made it.</summary>
    public int ListMetatable { get; set; }

    /// <summary>Where the registry keeps the metatable of tables of headers, by which names are found in any case.</summary>
    public int HeaderMetatable { get; set; }

    /// <summary>Why the current run was ended; null while it was not.</summary>
    public string? EndedBecause { get; private set; }

    public static LuaState OfHandle(nint handle) => Unsafe.As<LuaState>(GCHandle.FromIntPtr(handle).Target!);

    /// <summary>Begins the account of a run.</summary>
    public void BeginRun(bool mayPreempt)
    {
        _instructions = 0;
        _computed = 0;
        _refusals = 0;
        _mayPreempt = mayPreempt;
        EndedBecause = null;
    }

    /// <summary>Takes over the account of a run that was interrupted.</summary>
    public void ContinueRun(bool mayPreempt, in LuaAccount account)
    {
        _instructions = account.Instructions;
        _computed = account.Computed;
        _refusals = account.Refusals;
        _mayPreempt = mayPreempt;
        EndedBecause = null;
    }

    /// <summary>What the run has used so far.</summary>
    public LuaAccount Account => new(_instructions, _computed, _refusals);

    /// <summary>Runs a thread until it ends, fails, yields, or has to let others on.</summary>
    /// <param name="thread">The thread, with what to resume it with on its stack.</param>
    /// <param name="arguments">How many values that is.</param>
    /// <param name="results">How many values it left.</param>
    public LuaStep Resume(nint thread, int arguments, out int results)
    {
        int count;
        _running.Clear();
        _running.Add(thread);
        _slice = 0;
        _preempted = false;

        // What ran before a step was interrupted is less than the hook's interval, and not counted by it.
        _instructions += HookInterval;
        _computeStarted = Stopwatch.GetTimestamp();
        LuaNative.SetHook(thread, (nint)HookPointer, LuaNative.MaskCount, HookInterval);
        _memory->Enforced = true;
        var status = LuaNative.Resume(thread, 0, arguments, &count);
        _memory->Enforced = false;
        _computed += Stopwatch.GetTimestamp() - _computeStarted;
        results = count;
        return status switch
        {
            LuaNative.Ok => LuaStep.Finished,
            LuaNative.Yield => _preempted ? LuaStep.Preempted : LuaStep.Yielded,
            _ => LuaStep.Failed,
        };
    }

    /// <summary>A coroutine of the script begins to run: it is bound like the rest.</summary>
    public void EnterCoroutine(nint thread)
    {
        _running.Add(thread);
        if (EndedBecause is null)
        {
            LuaNative.SetHook(thread, (nint)HookPointer, LuaNative.MaskCount, HookInterval);
        }
        else
        {
            LuaNative.SetHook(thread, LuaNative.ErrorAddress, LuaNative.MaskCount, 1);
        }
    }

    /// <summary>The innermost coroutine has yielded, ended or failed.</summary>
    public void LeaveCoroutine()
    {
        if (_running.Count > 1)
        {
            _running.RemoveAt(_running.Count - 1);
        }
    }

    /// <summary>Compiles source text; a function is on the main stack afterwards. Gives the message of a syntax error, or null.</summary>
    /// <param name="source">The text.</param>
    /// <param name="name">What messages call it; null for a chunk of a user, whose first line messages quote.</param>
    public string? Compile(string source, string? name)
    {
        var text = Encoding.UTF8.GetBytes(name is null ? LuaRewriter.Rewrite(source) : source);
        var chunk = Encoding.UTF8.GetBytes(name is null ? $"{source}\0" : $"={name}\0");
        int status;
        fixed (byte* textPointer = text)
        fixed (byte* chunkPointer = chunk)
        fixed (byte* mode = "t\0"u8)
        {
            byte none = 0;
            status = LuaNative.Load(Main, textPointer is null ? &none : textPointer, (nuint)text.Length, chunkPointer, mode);
        }

        if (status == LuaNative.Ok)
        {
            return null;
        }

        var message = LuaValues.Text(Main, -1) ?? "out of memory";
        Pop(Main, 1);
        return message;
    }

    /// <summary>Calls the function below the arguments on the main stack, for setting the state up.</summary>
    /// <exception cref="LuaException">It failed.</exception>
    public void Call(int arguments, int results)
    {
        if (LuaNative.ProtectedCall(Main, arguments, results, 0, 0, 0) != LuaNative.Ok)
        {
            var message = LuaValues.Text(Main, -1) ?? "unknown error";
            Pop(Main, 1);
            throw new LuaException(message);
        }
    }

    /// <summary>Puts the host functions, a table by name, on the main stack.</summary>
    public void PushFunctions()
    {
        LuaNative.CreateTable(Main, 0, _functions.Length);
        for (var i = 0; i < _functions.Length; i++)
        {
            LuaValues.PushText(Main, _functions[i].Name);
            LuaNative.PushInteger(Main, i);
            LuaNative.PushClosure(Main, &Dispatch, 1);
            LuaNative.RawSet(Main, -3);
        }
    }

    /// <summary>Whether host functions have put more into the state than a script may hold; they stop adding then.</summary>
    public bool IsOverfull => _memory->Used > _memory->Limit;

    /// <summary>A run ended without the prelude's knowing; what it keeps for that run is to go.</summary>
    public void Forget(long run) => _forgotten.Push(run);

    /// <summary>A run to forget.</summary>
    public bool TryTakeForgotten(out long run) => _forgotten.TryPop(out run);

    /// <summary>Charges a run for work that native or managed code does for it.</summary>
    public void Charge(long instructions) => _instructions += instructions;

    public static void Pop(nint thread, int count) => LuaNative.SetTop(thread, -count - 1);

    public void OnMemoryPressure(bool refused)
    {
        const int MaxRefusals = 64;
        if (refused && ++_refusals > MaxRefusals)
        {
            End("memory limit exceeded");
        }
        else
        {
            CheckTime();
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (Main != 0)
        {
            LuaNative.Close(Main);
        }

        NativeMemory.Free(_memory);
        _self.Free();
    }

    private static LuaState Of(nint thread) => OfHandle(*(nint*)(thread - sizeof(nint)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Dispatch(nint thread)
    {
        var state = Of(thread);
        var enforced = state._memory->Enforced;
        state._memory->Enforced = false;
        var results = state.Invoke(thread);
        state._memory->Enforced = enforced;
        return results;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Hook(nint thread, nint activation)
    {
        var state = Of(thread);
        state._instructions += HookInterval;
        state._slice += HookInterval;
        if (state._instructions > (state._mayPreempt ? state._limits.Instructions : state._limits.InstructionsInPlace))
        {
            state.End("instruction limit exceeded");
            return;
        }

        if (!state.CheckTime())
        {
            return;
        }

        if (state._mayPreempt && state._slice >= state._limits.SliceInstructions && state._running.Count == 1 && LuaNative.IsYieldable(thread) != 0)
        {
            // In a hook this returns; the interpreter yields by itself once the hook is left.
            state._preempted = true;
            _ = LuaNative.YieldFromHook(thread, 0, 0, 0);
        }
    }

    private int Invoke(nint thread)
    {
        var function = _functions[LuaNative.ToInteger(thread, LuaNative.UpvalueIndex(1), null)];
        try
        {
            return function.Invoke(new HostCall(this, thread));
        }
        catch (Exception e)
        {
            // Whatever it is, it must not leave this frame. The prelude raises it.
            LuaNative.SetTop(thread, 0);
            LuaNative.PushLightUserData(thread, LuaMarks.Error);
            LuaValues.PushText(thread, e is LuaException or ArgumentException ? e.Message : $"{function.Name}: {e.Message}");
            return 2;
        }
    }

    private bool CheckTime()
    {
        if (Stopwatch.GetElapsedTime(0, _computed + Stopwatch.GetTimestamp() - _computeStarted) <= (_mayPreempt ? _limits.ComputeTime : _limits.ComputeTimeInPlace))
        {
            return true;
        }

        End("time limit exceeded");
        return false;
    }

    /// <summary>Ends the run at its next instruction, and again at each one after, whatever the script does to catch it.</summary>
    private void End(string reason)
    {
        EndedBecause ??= reason;
        foreach (var thread in _running)
        {
            LuaNative.SetHook(thread, LuaNative.ErrorAddress, LuaNative.MaskCount, 1);
        }
    }

    private void Open(string name, string library)
    {
        fixed (byte* text = Encoding.ASCII.GetBytes(name + "\0"))
        {
            LuaNative.Require(Main, text, LuaNative.Opener(library), 1);
        }

        Pop(Main, 1);
    }
}
