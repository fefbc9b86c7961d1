namespace Sightglass.Configuration.Validation;

/// <summary>How entities of one configuration do not go together.</summary>
internal enum ConflictKind
{
    /// <summary>One refers to another that is not there.</summary>
    MissingReference,

    /// <summary>Two have what only one may have.</summary>
    Duplicate,
}
