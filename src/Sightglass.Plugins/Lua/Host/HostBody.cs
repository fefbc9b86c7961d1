namespace Sightglass.Plugins.Lua.Host;

/// <summary>The body of a host function.</summary>
/// <returns>How many values it pushed.</returns>
internal delegate int HostBody(HostCall call);
