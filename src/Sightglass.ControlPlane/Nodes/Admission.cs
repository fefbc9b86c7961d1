namespace Sightglass.ControlPlane.Nodes;

/// <summary>Whether a node is let in: to which control plane, or why not.</summary>
/// <param name="ControlPlaneId">The control plane its certificate is for; null when it is refused.</param>
/// <param name="Fingerprint">SHA-256 of its certificate.</param>
/// <param name="Reason">Why it is refused, in words that can be shown to it.</param>
internal sealed record Admission(Guid? ControlPlaneId, string Fingerprint, string? Reason);
