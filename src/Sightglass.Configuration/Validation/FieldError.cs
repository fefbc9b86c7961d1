namespace Sightglass.Configuration.Validation;

/// <summary>One problem of an input.</summary>
/// <param name="Path">The field, or <c>@entity</c> below the entity when it is about several fields.</param>
/// <param name="Message">What is wrong, for example <c>required field missing</c>.</param>
public sealed record FieldError(FieldPath Path, string Message)
{
    /// <summary>What it is about besides the entity itself; of a conflict between entities the answer has another shape.</summary>
    internal ConflictKind? Conflict { get; init; }

    /// <inheritdoc />
    public override string ToString() => Path.ToString() is { Length: > 0 } path ? $"{path}: {Message}" : Message;
}
