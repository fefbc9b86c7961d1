namespace Sightglass.Configuration.Settings;

/// <summary>A port that clients see in place of the one listened on, because something in front maps it.</summary>
/// <param name="Seen">The port clients connect to.</param>
/// <param name="Listening">The port of the listener.</param>
public readonly record struct PortMap(int Seen, int Listening);
