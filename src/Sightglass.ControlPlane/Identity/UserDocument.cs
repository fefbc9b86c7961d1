using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Identity;

/// <summary>A user as the API shows them.</summary>
internal sealed record UserDocument(Guid Id, string Name, ImmutableArray<AssignedRole> AssignedRoles)
{
    public static UserDocument From(Principal principal) =>
        new(principal.Id, principal.Name, [.. principal.Roles.Select(role => new AssignedRole(role.Role, role.EntityId, "Control Planes"))]);
}

/// <summary>A role somebody has; without an entity it holds for all.</summary>
internal sealed record AssignedRole(string RoleName, Guid? EntityId, string EntityTypeName);
