using System.Threading.Tasks.Sources;

namespace Sightglass.Gateway.Net;

/// <summary>A reusable promise of one value: what an async method's state would be, kept by its owner so that waiting allocates nothing.</summary>
internal sealed class ResultSource<T> : IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _core;

    /// <summary>Begins a wait. The one before must have been awaited.</summary>
    public ValueTask<T> Begin()
    {
        _core.Reset();
        return new ValueTask<T>(this, _core.Version);
    }

    /// <summary>Ends the wait; the awaiter goes on inside this call.</summary>
    public void Complete(T result) => _core.SetResult(result);

    public T GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);
}
