namespace Sightglass.ControlPlane.Debugger;

/// <summary>The events of a session, from some point on.</summary>
/// <param name="Events">To be walked once; cancel the walk to stop watching.</param>
public sealed record SessionWatch(IAsyncEnumerable<SessionEvent> Events)
{
    /// <summary>Whether the last event is behind that point already, so that nothing will come.</summary>
    public bool Exhausted { get; init; }
}
