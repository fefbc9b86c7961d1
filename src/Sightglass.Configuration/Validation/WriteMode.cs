namespace Sightglass.Configuration.Validation;

/// <summary>How an entity is written.</summary>
public enum WriteMode
{
    /// <summary>A new entity.</summary>
    Insert,

    /// <summary>Full replacement: what is left out goes back to its default.</summary>
    Upsert,

    /// <summary>Records merge, lists, sets and maps are replaced, an explicit null clears.</summary>
    Patch,
}
