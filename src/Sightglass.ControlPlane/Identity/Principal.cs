using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Identity;

/// <summary>Who acts, and what they may do.</summary>
public sealed record Principal
{
    public required Guid Id { get; init; }

    /// <summary>The name shown to people, for example in <c>created_by</c>.</summary>
    public required string Name { get; init; }

    public ImmutableArray<RoleAssignment> Roles { get; init; } = [];

    /// <summary>Where this action comes from; set for each request, null when it is the program's own.</summary>
    public RequestOrigin? Origin { get; init; }

    /// <summary>Whether some role gives the permission on this control plane.</summary>
    /// <param name="permission">What is to be done.</param>
    /// <param name="controlPlaneId">Where; null asks for it on all.</param>
    public bool Can(Permission permission, Guid? controlPlaneId = null)
    {
        foreach (var assignment in Roles)
        {
            if ((assignment.EntityId is null || assignment.EntityId == controlPlaneId) && Identity.Roles.Gives(assignment.Role, permission))
            {
                return true;
            }
        }

        return false;
    }
}
