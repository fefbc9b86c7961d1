using System.Runtime.CompilerServices;
using Sightglass.Plugins.Lua.Native;
using Sightglass.Plugins.Lua.Operations;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua;

/// <summary>
/// Runs one program for many requests. Interpreters are made when needed, up to a few for each processor. A run that waits holds none;
/// a run that computes for long gives way now and then and goes on in the thread pool, so that event loops are not held up.
/// </summary>
internal sealed class LuaPool : IAsyncDisposable
{
    private static readonly int MaxWorkers = Math.Clamp(Environment.ProcessorCount * 2, 2, 32);

    private readonly LuaProgram _program;
    private readonly LuaWorker?[] _workers = new LuaWorker?[MaxWorkers];
    private readonly Lock _lock = new();
    private readonly LuaTimers? _timers;

    /// <exception cref="LuaException">A chunk does not compile.</exception>
    public LuaPool(LuaProgram program)
    {
        _program = program;
        _workers[0] = new LuaWorker(program);
        _timers = program.HasTimers ? new LuaTimers(this) : null;
    }

    public LuaProgram Program => _program;

    /// <summary>Interpreters that were made.</summary>
    public int Workers => _workers.Count(worker => worker is not null);

    /// <summary>Runs a group of chunks that may wait.</summary>
    /// <exception cref="LuaException">A chunk failed or exceeded its bounds.</exception>
    public ValueTask RunAsync(LuaRun run)
    {
        run.Timers = _timers;
        var worker = TryEnter();
        return worker is null ? EnterAndRunAsync(run) : RunInside(worker, run);
    }

    /// <summary>Runs what a script has put off, in the interpreter where it is.</summary>
    /// <exception cref="LuaException">It failed or exceeded its bounds.</exception>
    public async ValueTask RunTimerAsync(LuaWorker worker, long number, CancellationToken cancellation)
    {
        var run = new LuaRun { Program = _program, Group = -1, Phase = PluginPhases.None, Cancellation = cancellation, Timers = _timers, Timer = number };
        await worker.EnterAsync().ConfigureAwait(false);
        await RunInside(worker, run).ConfigureAwait(false);
    }

    /// <summary>Runs a group of chunks that cannot wait.</summary>
    /// <exception cref="LuaException">A chunk failed, asked for something to wait for, or exceeded its bounds.</exception>
    public void Run(LuaRun run)
    {
        run.Timers = _timers;
        var worker = Enter();
        var ended = false;
        try
        {
            var step = worker.Start(run, mayPreempt: false);
            while (step == LuaStep.Yielded && worker.Request(run) is { } request)
            {
                run.CountOperation();
                step = worker.ContinueWithError(
                    run,
                    $"API disabled in the context of {LuaPhases.Name(run.Phase)}_by_lua*",
                    mayPreempt: false);
            }

            ended = step == LuaStep.Finished;
            if (step == LuaStep.Failed)
            {
                throw new LuaException(worker.Problem(run));
            }
        }
        finally
        {
            worker.Release(run, ended);
            worker.Leave();
        }
    }

    /// <summary>Evaluates a single chunk that cannot wait, and gives what it returned.</summary>
    /// <exception cref="LuaException">It failed or exceeded its bounds.</exception>
    public object? Evaluate(LuaRun run)
    {
        var worker = Enter();
        var ended = false;
        try
        {
            var step = worker.StartValue(run);
            if (step != LuaStep.Finished)
            {
                throw new LuaException(step == LuaStep.Failed ? worker.Problem(run) : "a value cannot wait for anything");
            }

            ended = true;
            return LuaWorker.Result(run);
        }
        finally
        {
            worker.Release(run, ended);
            worker.Leave();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timers is not null)
        {
            await _timers.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var worker in _workers)
        {
            worker?.Dispose();
        }
    }

    private async ValueTask EnterAndRunAsync(LuaRun run)
    {
        var worker = Busy();
        await worker.EnterAsync().ConfigureAwait(false);
        await RunInside(worker, run).ConfigureAwait(false);
    }

    /// <summary>Takes the first step at once: most runs are done with it.</summary>
    private static ValueTask RunInside(LuaWorker worker, LuaRun run)
    {
        LuaStep step;
        try
        {
            step = run.Timer is { } timer ? worker.StartTimer(run, timer) : worker.Start(run, mayPreempt: true);
        }
        catch
        {
            worker.Release(run, ended: false);
            worker.Leave();
            throw;
        }

        if (step != LuaStep.Finished)
        {
            return ContinueAsync(worker, run, step);
        }

        worker.Release(run, ended: true);
        worker.Leave();
        return default;
    }

    /// <summary>Goes on from a step to the end. The worker is held at the beginning, and given back in the end.</summary>
    private static async ValueTask ContinueAsync(LuaWorker worker, LuaRun run, LuaStep step)
    {
        var held = true;
        try
        {
            while (step != LuaStep.Finished)
            {
                if (step == LuaStep.Failed)
                {
                    throw new LuaException(worker.Problem(run));
                }

                if (step == LuaStep.Preempted)
                {
                    worker.Leave();
                    held = false;
                    await ToThreadPool();
                    await worker.EnterAsync().ConfigureAwait(false);
                    held = true;
                    step = worker.Continue(run, [], mayPreempt: true);
                    continue;
                }

                if (worker.Request(run) is not { } request)
                {
                    return;
                }

                run.CountOperation();
                worker.Leave();
                held = false;
                var (results, problem) = await OperateAsync(run, request.Operation, request.Arguments).ConfigureAwait(false);
                await worker.EnterAsync().ConfigureAwait(false);
                held = true;
                step = problem is null
                    ? worker.Continue(run, results, mayPreempt: true)
                    : worker.ContinueWithError(run, problem, mayPreempt: true);
            }
        }
        finally
        {
            if (!held)
            {
                await worker.EnterAsync().ConfigureAwait(false);
            }

            worker.Release(run, step == LuaStep.Finished);
            worker.Leave();
            if (run.HasOpen)
            {
                await run.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Does what a script waits for.</summary>
    /// <returns>What the script gets, or the message of the error that is raised there.</returns>
    public static async ValueTask<(object?[] Results, string? Problem)> OperateAsync(LuaRun run, string name, object?[] arguments)
    {
        try
        {
            return LuaOperations.All.TryGetValue(name, out var operation)
                ? (await operation(run, arguments).ConfigureAwait(false), null)
                : ([], $"unknown operation '{name}'");
        }
        catch (Exception e) when (e is LuaException or ArgumentException)
        {
            return ([], e.Message);
        }
    }

    /// <summary>The rest of the method runs in the thread pool.</summary>
    private static ThreadPoolAwaitable ToThreadPool() => default;

    private LuaWorker Enter()
    {
        if (TryEnter() is { } worker)
        {
            return worker;
        }

        var busy = Busy();
        busy.Enter();
        return busy;
    }

    /// <summary>A worker to wait for.</summary>
    private LuaWorker Busy() => _workers[(uint)Thread.GetCurrentProcessorId() % (uint)_workers.Length] ?? _workers[0]!;

    /// <summary>A worker that nobody uses, made if there may be one more; null when all are busy.</summary>
    private LuaWorker? TryEnter()
    {
        for (var i = 0; i < _workers.Length; i++)
        {
            var worker = Volatile.Read(ref _workers[i]) ?? Make(i);
            if (worker.TryEnter())
            {
                return worker;
            }
        }

        return null;
    }

    private LuaWorker Make(int index)
    {
        lock (_lock)
        {
            return _workers[index] ??= new LuaWorker(_program);
        }
    }

    private readonly struct ThreadPoolAwaitable : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public ThreadPoolAwaitable GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static state => state(), continuation, preferLocal: false);

        public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static state => state(), continuation, preferLocal: false);
    }
}
