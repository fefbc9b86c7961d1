using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>A session with the control plane it belongs to.</summary>
public sealed record SessionEntry(ControlPlaneInfo Plane, DebugSession Session);
