namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>An address under which clients reach the nodes; for people, not used by the gateway.</summary>
/// <param name="Host">Up to 120 characters.</param>
/// <param name="Port">1 to 65,535.</param>
/// <param name="Protocol">Up to 32 characters.</param>
public sealed record ProxyUrl(string Host, int Port, string Protocol);
