namespace Sightglass.Plugins.Lua.Operations;

/// <summary>A token that is cancelled after a time, or with another one.</summary>
internal sealed class TimeoutSource : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _linked;

    public TimeoutSource(TimeSpan time, TimeProvider clock, CancellationToken other)
    {
        _time = new CancellationTokenSource(time, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, other);
    }

    public CancellationToken Token => _linked.Token;

    public void Dispose()
    {
        _linked.Dispose();
        _time.Dispose();
    }
}
