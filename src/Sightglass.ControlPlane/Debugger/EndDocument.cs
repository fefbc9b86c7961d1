namespace Sightglass.ControlPlane.Debugger;

/// <summary>The data of the stream's last event.</summary>
internal sealed record EndDocument(EndReason EndReason);
