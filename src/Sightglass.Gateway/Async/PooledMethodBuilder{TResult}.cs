using System.Runtime.CompilerServices;

namespace Sightglass.Gateway.Async;

/// <summary>
/// Builds async methods that suspend without allocating in steady state. The runtime's own pooling builder keeps one box per thread and
/// one per processor, which is too few for an event loop with many requests under way. The caller must await the
/// method exactly once, and the execution context does not flow over a suspension.
/// </summary>
internal struct PooledMethodBuilder<TResult>
{
    private AsyncBox<TResult>? _box;
    private TResult _result;

    public readonly ValueTask<TResult> Task => _box is null ? new ValueTask<TResult>(_result) : _box.Task;

    public readonly ValueTask VoidTask => _box is null ? default : _box.VoidTask;

    public static PooledMethodBuilder<TResult> Create() => default;

    // The runtime's builder restores the caller's execution context after the synchronous part.
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
        => default(AsyncValueTaskMethodBuilder).Start(ref stateMachine);

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    public void SetResult(TResult result)
    {
        if (_box is null)
        {
            _result = result;
        }
        else
        {
            _box.SetResult(result);
        }
    }

    public void SetException(Exception exception)
    {
        // A method that fails before it has suspended needs something that can carry the exception.
        _box ??= AsyncBox<TResult, NoStateMachine>.Rent();
        _box.SetException(exception);
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => awaiter.OnCompleted(Suspend(ref stateMachine));

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => awaiter.UnsafeOnCompleted(Suspend(ref stateMachine));

    private Action Suspend<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_box is null)
        {
            // 1. the builder, which is part of the state machine, learns of the box, 2. the state machine moves into the box.
            var box = AsyncBox<TResult, TStateMachine>.Rent();
            _box = box;
            box.StateMachine = stateMachine;
        }

        return _box.Resume;
    }
}
