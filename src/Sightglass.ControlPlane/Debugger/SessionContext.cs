using Microsoft.Extensions.Logging;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>What every running session works with.</summary>
internal sealed record SessionContext
{
    public required ISessionStore Sessions { get; init; }

    public required NodeRegistry Nodes { get; init; }

    public required SessionSignals Signals { get; init; }

    public required SessionSettings Settings { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Called when nothing more will come for a session.</summary>
    public required Action<RunningSession> Closed { get; init; }
}
