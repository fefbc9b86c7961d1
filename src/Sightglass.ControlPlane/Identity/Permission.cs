namespace Sightglass.ControlPlane.Identity;

/// <summary>What a role may allow.</summary>
public enum Permission
{
    /// <summary>Read control planes, nodes and configuration.</summary>
    ReadControlPlane,

    /// <summary>Create, change and delete control planes, certificates and configuration.</summary>
    ManageControlPlane,

    /// <summary>List and read debug sessions and their traces, without captured payloads.</summary>
    ReadDebugSessions,

    /// <summary>Create, change, stop, delete and export debug sessions.</summary>
    ManageDebugSessions,

    /// <summary>Manage users, roles and other people's tokens.</summary>
    ManageOrganization,
}
