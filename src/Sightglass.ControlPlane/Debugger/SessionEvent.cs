namespace Sightglass.ControlPlane.Debugger;

/// <summary>Something that happened to a session. Exactly one of the members after the id is set.</summary>
/// <param name="Id">Increases within the session; watching goes on after any of them.</param>
public sealed record SessionEvent(long Id)
{
    /// <summary>The session changed its state.</summary>
    public DebugSession? Session { get; init; }

    /// <summary>A trace arrived.</summary>
    public TraceItem? Trace { get; init; }

    /// <summary>A node changed its part.</summary>
    public DataPlaneNode? Node { get; init; }

    /// <summary>The last event: nothing more will come.</summary>
    public EndReason? End { get; init; }
}
