using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Validation;

/// <summary>What validation says of an entity: its normal form, or everything that is wrong with it.</summary>
public sealed record EntityResult
{
    /// <summary>The normal form: id and timestamps set, defaults filled in, unset fields null. Null if there are errors.</summary>
    public JsonObject? Value { get; init; }

    /// <summary>All problems, with paths from the entity.</summary>
    public ImmutableArray<FieldError> Errors { get; init; } = [];

    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Errors.IsEmpty;

    /// <summary>The problems as a tree that mirrors the input.</summary>
    public JsonObject Fields => ErrorTree.Build(Errors);

    /// <summary>All problems in one line, <c>schema violation (host: required field missing)</c>.</summary>
    public string Message => ErrorTree.Message(Errors);
}
