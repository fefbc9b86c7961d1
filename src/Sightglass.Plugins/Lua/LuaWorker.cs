using Sightglass.Plugins.Lua.Host;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Values;

namespace Sightglass.Plugins.Lua;

/// <summary>
/// One interpreter with a program loaded. Several runs may be under way in it, each in a thread of the interpreter; only one computes
/// at a time, by the gate. All members but the gate's are for who holds it.
/// </summary>
internal sealed class LuaWorker : IDisposable
{
    private const int MaxIdleThreads = 64;

    private readonly LuaProgram _program;
    private readonly LuaState _state;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Stack<(nint Thread, int Reference)> _idle = new();
    private readonly int _runner;
    private readonly int _timerRunner;
    private readonly int[] _groups;

    /// <exception cref="LuaException">A chunk does not compile.</exception>
    public LuaWorker(LuaProgram program)
    {
        _program = program;
        _state = new LuaState(program.Limits, HostFunctions.All);
        try
        {
            var shared = LoadPrelude();
            _runner = Reference(shared, "run");
            _timerRunner = Reference(shared, "run_timer");
            _state.ListMetatable = Reference(shared, "array_mt");
            _state.HeaderMetatable = Reference(shared, "header_mt");
            _groups = LoadGroups(shared);
        }
        catch
        {
            _state.Dispose();
            throw;
        }
    }

    public long MemoryUsed => _state.MemoryUsed;

    public bool TryEnter() => _gate.Wait(0);

    public void Enter() => _gate.Wait();

    public Task EnterAsync() => _gate.WaitAsync();

    public void Leave() => _gate.Release();

    /// <summary>Starts a run: its chunks compute until they end, fail, or have to wait.</summary>
    public LuaStep Start(LuaRun run, bool mayPreempt)
    {
        (run.Thread, run.ThreadReference) = TakeThread();
        LuaNative.RawGetItem(run.Thread, LuaNative.RegistryIndex, _runner);
        LuaNative.RawGetItem(run.Thread, LuaNative.RegistryIndex, _groups[run.Group]);
        _state.BeginRun(mayPreempt);
        return Resume(run, 1);
    }

    /// <summary>Starts what a script has put off.</summary>
    public LuaStep StartTimer(LuaRun run, long number)
    {
        (run.Thread, run.ThreadReference) = TakeThread();
        LuaNative.RawGetItem(run.Thread, LuaNative.RegistryIndex, _timerRunner);
        LuaNative.PushInteger(run.Thread, number);
        _state.BeginRun(mayPreempt: true);
        return Resume(run, 1);
    }

    /// <summary>Starts a single chunk whose result counts; see <see cref="Result"/>.</summary>
    public LuaStep StartValue(LuaRun run)
    {
        (run.Thread, run.ThreadReference) = TakeThread();
        LuaNative.RawGetItem(run.Thread, LuaNative.RegistryIndex, _groups[run.Group]);
        LuaNative.RawGetItem(run.Thread, -1, 1);
        LuaValues.PushText(run.Thread, "f");
        LuaNative.RawGet(run.Thread, -2);

        // Only the function may be on the stack of a thread that begins.
        LuaNative.Copy(run.Thread, -1, 1);
        LuaNative.SetTop(run.Thread, 1);
        _state.BeginRun(mayPreempt: false);
        return Resume(run, 0);
    }

    /// <summary>Goes on with a run that waited or was interrupted.</summary>
    public LuaStep Continue(LuaRun run, object?[] results, bool mayPreempt)
    {
        foreach (var result in results)
        {
            LuaValues.Push(run.Thread, result);
        }

        _state.ContinueRun(mayPreempt, run.Account);
        return Resume(run, results.Length);
    }

    /// <summary>Goes on with a run whose operation was used wrongly: an error is raised there.</summary>
    public LuaStep ContinueWithError(LuaRun run, string message, bool mayPreempt)
    {
        LuaNative.PushLightUserData(run.Thread, LuaMarks.Error);
        LuaValues.PushText(run.Thread, message);
        _state.ContinueRun(mayPreempt, run.Account);
        return Resume(run, 2);
    }

    /// <summary>What a run that yielded asks for: null when it is over, else the operation's name and arguments.</summary>
    /// <exception cref="LuaException">It yielded by itself.</exception>
    public (string Operation, object?[] Arguments)? Request(LuaRun run)
    {
        var top = LuaNative.GetTop(run.Thread);
        var count = run.Yielded;
        var first = top - count + 1;
        var mark = count > 0 && LuaNative.Type(run.Thread, first) == LuaType.LightUserData ? LuaNative.ToUserData(run.Thread, first) : 0;
        if (mark == LuaMarks.Exit)
        {
            return null;
        }

        if (mark != LuaMarks.Await)
        {
            throw new LuaException("attempt to yield from outside a coroutine");
        }

        var arguments = new object?[count - 2];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = LuaValues.Read(run.Thread, first + 2 + i);
        }

        var operation = LuaValues.Text(run.Thread, first + 1) ?? "";
        LuaState.Pop(run.Thread, count);
        return (operation, arguments);
    }

    /// <summary>Why a run failed.</summary>
    public string Problem(LuaRun run)
    {
        if (_state.EndedBecause is { } reason)
        {
            return $"the script was ended: {reason}";
        }

        return LuaValues.Text(run.Thread, -1) ?? $"error object is a {LuaNative.Type(run.Thread, -1).ToString().ToLowerInvariant()} value";
    }

    /// <summary>The value that a run left.</summary>
    public static object? Result(LuaRun run) =>
        run.Yielded > 0 ? LuaValues.Read(run.Thread, LuaNative.GetTop(run.Thread) - run.Yielded + 1) : null;

    /// <summary>Gives a run's thread back; one that did not end properly is left to the interpreter's collector.</summary>
    public void Release(LuaRun run, bool ended)
    {
        run.EndLookups();
        if (run.Thread == 0)
        {
            return;
        }

        if (!ended && run.IsKept)
        {
            _state.Forget(run.Number);
        }

        if (ended && _idle.Count < MaxIdleThreads)
        {
            LuaNative.SetTop(run.Thread, 0);
            _idle.Push((run.Thread, run.ThreadReference));
        }
        else
        {
            LuaNative.Unreference(_state.Main, LuaNative.RegistryIndex, run.ThreadReference);
        }

        run.Thread = 0;
    }

    public void Dispose()
    {
        _gate.Wait();
        _state.Dispose();
        _gate.Dispose();
    }

    private LuaStep Resume(LuaRun run, int arguments)
    {
        _state.Run = run;
        run.Worker = this;
        try
        {
            var step = _state.Resume(run.Thread, arguments, out var results);
            run.Yielded = results;
            run.Account = _state.Account;
            return step;
        }
        finally
        {
            _state.Run = null;
        }
    }

    private (nint Thread, int Reference) TakeThread()
    {
        if (_idle.TryPop(out var idle))
        {
            return idle;
        }

        var thread = LuaNative.NewThread(_state.Main);
        return (thread, LuaNative.Reference(_state.Main, LuaNative.RegistryIndex));
    }

    /// <summary>Loads the prelude; gives the reference of the table that its parts share.</summary>
    private int LoadPrelude()
    {
        var main = _state.Main;
        LuaNative.CreateTable(main, 0, 16);
        SetField(() => _state.PushFunctions(), "host");
        SetField(() => LuaNative.PushLightUserData(main, LuaMarks.Error), "error_mark");
        SetField(() => LuaNative.PushLightUserData(main, LuaMarks.Await), "await_mark");
        SetField(() => LuaNative.PushLightUserData(main, LuaMarks.Exit), "exit_mark");
        SetField(() => LuaNative.PushLightUserData(main, LuaMarks.Null), "null");
        SetField(() => LuaNative.PushLightUserData(main, LuaMarks.EmptyArray), "empty_array_mark");
        SetField(() => LuaValues.PushText(main, "3.10.0"), "version");
        SetField(() => LuaNative.PushBoolean(main, _program.Host.Policy.ShowsProcess ? 1 : 0), "shows_process");
        var shared = LuaNative.Reference(main, LuaNative.RegistryIndex);
        foreach (var part in LuaPrelude.Parts)
        {
            Compile(part.Chunks[0], part.Name);
            LuaNative.RawGetItem(main, LuaNative.RegistryIndex, shared);
            _state.Call(1, 0);
        }

        return shared;
    }

    private void SetField(Action push, string name)
    {
        LuaValues.PushText(_state.Main, name);
        push();
        LuaNative.RawSet(_state.Main, -3);
    }

    /// <summary>A list of chunks for each group, all with the same globals.</summary>
    private unsafe int[] LoadGroups(int shared)
    {
        var main = _state.Main;
        PushField(shared, _program.Environment);
        _state.Call(0, 1);
        var environment = LuaNative.GetTop(main);
        var groups = new int[_program.Groups.Length];
        for (var group = 0; group < groups.Length; group++)
        {
            var sources = _program.Groups[group];
            LuaNative.CreateTable(main, sources.Chunks.Length, 0);
            for (var i = 0; i < sources.Chunks.Length; i++)
            {
                LuaNative.CreateTable(main, 0, 2);
                LuaValues.PushText(main, "f");
                Compile(sources.Chunks[i], name: null);
                LuaNative.PushValue(main, environment);
                LuaNative.SetUpvalue(main, -2, 1);
                LuaNative.RawSet(main, -3);
                LuaNative.RawSetItem(main, -2, i + 1);
            }

            groups[group] = LuaNative.Reference(main, LuaNative.RegistryIndex);
        }

        LuaNative.SetTop(main, 0);
        return groups;
    }

    private void Compile(string source, string? name)
    {
        if (_state.Compile(source, name) is { } problem)
        {
            throw new LuaException(problem);
        }
    }

    private int Reference(int table, string field)
    {
        PushField(table, field);
        return LuaNative.Reference(_state.Main, LuaNative.RegistryIndex);
    }

    /// <summary>Puts a field of a referenced table on the main stack.</summary>
    private void PushField(int table, string field)
    {
        var main = _state.Main;
        LuaNative.RawGetItem(main, LuaNative.RegistryIndex, table);
        LuaValues.PushText(main, field);
        LuaNative.RawGet(main, -2);

        // The field takes the table's place.
        LuaNative.Copy(main, -1, -2);
        LuaState.Pop(main, 1);
    }
}
