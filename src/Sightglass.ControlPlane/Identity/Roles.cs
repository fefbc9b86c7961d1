using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Identity;

/// <summary>The roles and what each allows.</summary>
public static class Roles
{
    public const string OrganizationAdmin = "Organization Admin";

    public const string OrganizationAdminReadOnly = "Organization Admin (Read Only)";

    public const string ControlPlaneAdmin = "Control Plane Admin";

    /// <summary>The name <see cref="ControlPlaneAdmin"/> has when it is limited to one control plane.</summary>
    public const string Admin = "Admin";

    public const string DebugSessionCreator = "Debug Session Creator";

    public const string Viewer = "Viewer";

    private static readonly FrozenDictionary<string, ImmutableArray<Permission>> Given =
        new Dictionary<string, ImmutableArray<Permission>>
        {
            [OrganizationAdmin] = [.. Enum.GetValues<Permission>()],
            [OrganizationAdminReadOnly] = [Permission.ReadControlPlane, Permission.ReadDebugSessions],
            [ControlPlaneAdmin] =
                [Permission.ReadControlPlane, Permission.ManageControlPlane, Permission.ReadDebugSessions, Permission.ManageDebugSessions],
            [Admin] =
                [Permission.ReadControlPlane, Permission.ManageControlPlane, Permission.ReadDebugSessions, Permission.ManageDebugSessions],
            [DebugSessionCreator] = [Permission.ReadControlPlane, Permission.ReadDebugSessions, Permission.ManageDebugSessions],
            [Viewer] = [Permission.ReadControlPlane, Permission.ReadDebugSessions],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every role's name.</summary>
    public static ImmutableArray<string> All => Given.Keys;

    /// <summary>Whether the role allows it; an unknown role allows nothing.</summary>
    public static bool Gives(string role, Permission permission) => Given.TryGetValue(role, out var given) && given.Contains(permission);
}
