namespace Sightglass.Cluster.Messages;

/// <summary>Why a configuration was refused.</summary>
/// <param name="Path">Where, for example <c>services[1].routes[0].paths[0]</c>; empty for the whole.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record ConfigError(string Path, string Message);
