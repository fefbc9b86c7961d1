namespace Sightglass.Commands.Api;

/// <summary>Where a command asks, and as whom.</summary>
/// <param name="Url">The control plane's API.</param>
/// <param name="Token">An access token.</param>
/// <param name="ControlPlane">A control plane's id or name; null for the only one there is.</param>
internal sealed record ApiTarget(Uri Url, string Token, string? ControlPlane);
