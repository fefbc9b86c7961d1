namespace Sightglass.Configuration.Settings;

/// <summary>Where to connect to.</summary>
/// <param name="Host">Host name or IP address, without brackets.</param>
/// <param name="Port">Port.</param>
public sealed record HostAndPort(string Host, int Port);
