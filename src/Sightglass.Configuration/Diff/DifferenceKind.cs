namespace Sightglass.Configuration.Diff;

/// <summary>What happened to an entity between two configurations.</summary>
public enum DifferenceKind
{
    Created,
    Updated,
    Deleted,
}
