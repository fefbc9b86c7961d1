namespace Sightglass.ControlPlane.Identity;

/// <summary>A role somebody has. Roles add up.</summary>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="EntityId">The control plane it is limited to; null for all.</param>
public sealed record RoleAssignment(string Role, Guid? EntityId);
