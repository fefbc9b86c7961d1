namespace Sightglass.Plugins.Lua.Host;

/// <summary>A managed function that Lua code can call. It answers by pushing results and returning their number.</summary>
/// <param name="Name">Its name in the prelude.</param>
/// <param name="Invoke">What it does. An exception becomes a Lua error.</param>
internal sealed record HostFunction(string Name, HostBody Invoke);
