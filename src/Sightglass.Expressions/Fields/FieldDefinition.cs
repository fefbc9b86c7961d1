using System.Collections.Immutable;

namespace Sightglass.Expressions.Fields;

/// <summary>A field that expressions may name.</summary>
/// <param name="Id">Identifies the field to the source of its values; unique inside a catalogue.</param>
/// <param name="Name">The canonical name; for a wildcard it ends in <c>.*</c>, for a bracketed field it contains <c>["*"]</c>.</param>
/// <param name="Type">The type of all its values.</param>
public sealed record FieldDefinition(int Id, string Name, FieldType Type)
{
    /// <summary>How the field is written; follows from <see cref="Name"/>.</summary>
    public FieldShape Shape { get; } = Name.EndsWith(".*", StringComparison.Ordinal) ? FieldShape.Wildcard
        : Name.Contains(BracketStar, StringComparison.Ordinal) ? FieldShape.Bracket
        : FieldShape.Plain;

    /// <summary>When the field becomes known: an index into the catalogue's stages. Default 0, known from the start.</summary>
    public int Stage { get; init; }

    /// <summary>One sentence for docs and completion, with the unit where there is one.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>Other names of the same field, as good as the canonical one. Plain fields only.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Names that still work and bring a warning. Plain fields only.</summary>
    public ImmutableArray<string> DeprecatedAliases { get; init; } = [];

    /// <summary>Checks the label of a wildcard; null accepts every non-empty label as written.</summary>
    public FieldLabelRule? LabelRule { get; init; }

    /// <summary>How labels are written, said when one is not: for example that header names have <c>_</c> for <c>-</c>.</summary>
    public string? LabelHint { get; init; }

    internal const string BracketStar = "[\"*\"]";

    public override string ToString() => Name;
}
