using System.Collections.Immutable;
using Sightglass.ControlPlane.ControlPlanes;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>The sessions of all control planes somebody may read.</summary>
/// <param name="Planes">The control planes, by name.</param>
/// <param name="Entries">The sessions, newest first.</param>
/// <param name="More">How many older sessions are not in the list.</param>
public sealed record SessionList(ImmutableArray<ControlPlaneInfo> Planes, ImmutableArray<SessionEntry> Entries, int More);
