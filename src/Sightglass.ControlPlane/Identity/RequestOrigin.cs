namespace Sightglass.ControlPlane.Identity;

/// <summary>Where an action came from, for the audit log.</summary>
/// <param name="ClientIp">The client's address.</param>
/// <param name="TraceId">The request's id as it stands in a problem's <c>instance</c>; null outside the API.</param>
/// <param name="UserAgent">What the client says it is, cut to 256 characters.</param>
public sealed record RequestOrigin(string? ClientIp, string? TraceId, string? UserAgent);
