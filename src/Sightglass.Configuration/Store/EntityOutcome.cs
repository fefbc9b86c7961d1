using System.Diagnostics.CodeAnalysis;
using Sightglass.Configuration.Entities;

namespace Sightglass.Configuration.Store;

/// <summary>What came of a write: the set after it, or why it was refused. The set it was asked of is as before either way.</summary>
public sealed record EntityOutcome
{
    /// <summary>All entities after the write.</summary>
    public EntitySet? Set { get; init; }

    /// <summary>The entity written, or the one deleted; null when there was none to delete.</summary>
    public Entity? Entity { get; init; }

    /// <summary>Whether the entity did not exist before.</summary>
    public bool Created { get; init; }

    /// <summary>Why the write was refused; null when it was done.</summary>
    public EntityError? Error { get; init; }

    [MemberNotNullWhen(true, nameof(Set))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    internal static EntityOutcome Refused(EntityError error) => new() { Error = error };
}
