namespace Sightglass.Configuration.Entities;

/// <summary>What happens to an entity when the one it refers to is deleted.</summary>
public enum OnDelete
{
    /// <summary>The deletion is refused.</summary>
    Deny,

    /// <summary>The entity goes with it.</summary>
    Cascade,
}
