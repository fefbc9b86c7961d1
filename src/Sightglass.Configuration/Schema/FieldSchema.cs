using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Schema;

/// <summary>
/// One field of an entity or of a plugin's configuration: its type, default and rules. The same description validates
/// declarative files, both APIs and the command line, and is what <c>/schemas/…</c> shows.
/// </summary>
public sealed record FieldSchema
{
    public required string Name { get; init; }
    public required FieldType Type { get; init; }

    /// <summary>The value when none is given; null for none. Cloned on use.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>
    /// Whether the field must have a value. A required field that is missing or null gets its <see cref="Default"/>, a required
    /// Record without one is filled from its fields' defaults, anything else is an error. A field that is not required keeps an explicit null.
    /// </summary>
    public bool Required { get; init; }

    /// <summary>Inclusive bounds of an Integer or Number.</summary>
    public (double Min, double Max)? Between { get; init; }

    /// <summary>The values a String may have; empty for any.</summary>
    public ImmutableArray<string> OneOf { get; init; } = [];

    /// <summary>Least and greatest length of a String, Array, Set or Map. A String without it must not be empty.</summary>
    public (int Min, int Max)? Length { get; init; }

    /// <summary>The element of an Array or Set, the value of a Map.</summary>
    public FieldSchema? Elements { get; init; }

    /// <summary>The rules of a Map's keys, as for a String; null for any.</summary>
    public FieldSchema? Keys { get; init; }

    /// <summary>The fields of a Record.</summary>
    public RecordSchema? Fields { get; init; }

    /// <summary>The entity type a Foreign field refers to.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether the value is a secret: masked in logs and never shown by schemas or diffs.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether the value may stand in a vault, with a reference in its place. Secrets always may.</summary>
    public bool Referenceable { get; init; }

    /// <summary>A further rule: returns the problem, or null when the value is good. Gets the value in its normal form.</summary>
    public Func<JsonNode, string?>? Check { get; init; }

    /// <summary>One sentence for the docs: meaning, unit, range.</summary>
    public string Description { get; init; } = "";
}
