using System.Collections.Concurrent;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Wakes those who watch a session. A signal carries nothing: whoever is woken reads the storage again.</summary>
internal sealed class SessionSignals
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _next = new();

    /// <summary>Completes at the next signal. To be taken before the storage is read, so that nothing falls in between.</summary>
    public Task Next(Guid sessionId) =>
        _next.GetOrAdd(sessionId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise(Guid sessionId)
    {
        if (_next.TryRemove(sessionId, out var waiting))
        {
            waiting.SetResult();
        }
    }
}
