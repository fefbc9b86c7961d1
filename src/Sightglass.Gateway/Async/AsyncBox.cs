using System.Threading.Tasks.Sources;

namespace Sightglass.Gateway.Async;

/// <summary>A suspended async method whose result is awaited once.</summary>
/// <typeparam name="TResult">The result's type.</typeparam>
internal abstract class AsyncBox<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<TResult> _source;

    /// <summary>Resumes the method; one delegate per box.</summary>
    public abstract Action Resume { get; }

    public ValueTask<TResult> Task => new(this, _source.Version);

    public ValueTask VoidTask => new(this, _source.Version);

    public void SetResult(TResult result) => _source.SetResult(result);

    public void SetException(Exception exception) => _source.SetException(exception);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);

    public TResult GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            Return();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    /// <summary>Nobody refers to the box any more.</summary>
    protected abstract void Return();
}
