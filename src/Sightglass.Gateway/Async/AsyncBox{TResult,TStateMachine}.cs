using System.Runtime.CompilerServices;

namespace Sightglass.Gateway.Async;

/// <summary>
/// The box of one async method. Boxes are kept per thread, as many as the thread has had suspended at once up to a bound: on an event loop
/// a request suspends and ends on the same thread, so that in steady state none is made.
/// </summary>
internal sealed class AsyncBox<TResult, TStateMachine> : AsyncBox<TResult>
    where TStateMachine : IAsyncStateMachine
{
    // What one thread keeps of one method. A box is a few hundred bytes.
    private const int MaxKept = 1024;

    [ThreadStatic]
    private static AsyncBox<TResult, TStateMachine>? _kept;

    [ThreadStatic]
    private static int _keptCount;

    private readonly Action _resume;
    private AsyncBox<TResult, TStateMachine>? _next;

    private AsyncBox() => _resume = MoveNext;

    /// <summary>The suspended method. A field, because a copy would resume without effect.</summary>
    public TStateMachine StateMachine = default!;

    public override Action Resume => _resume;

    public static AsyncBox<TResult, TStateMachine> Rent()
    {
        var box = _kept;
        if (box is null)
        {
            return new AsyncBox<TResult, TStateMachine>();
        }

        _kept = box._next;
        _keptCount--;
        box._next = null;
        return box;
    }

    protected override void Return()
    {
        StateMachine = default!;
        if (_keptCount < MaxKept)
        {
            _next = _kept;
            _kept = this;
            _keptCount++;
        }
    }

    private void MoveNext()
    {
        // The method runs in the context of whoever resumes it. What it changes there must not stay behind.
        var context = ExecutionContext.Capture();
        StateMachine.MoveNext();
        if (context is not null && !ReferenceEquals(context, ExecutionContext.Capture()))
        {
            ExecutionContext.Restore(context);
        }
    }
}
