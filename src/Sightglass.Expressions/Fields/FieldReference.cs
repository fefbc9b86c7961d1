using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Fields;

/// <summary>A field as an expression names it: the definition, and what stands for its star.</summary>
public sealed class FieldReference
{
    internal FieldReference(FieldDefinition definition, FieldLabel label, int slot)
    {
        Definition = definition;
        Id = definition.Id;
        Type = definition.Type;
        Label = label.Text ?? "";
        First = label.First;
        Last = label.Last;
        Slot = slot;
        Name = NameOf(definition, label);
    }

    public FieldDefinition Definition { get; }

    /// <summary>The definition's id; what a source of values switches on.</summary>
    public int Id { get; }

    public FieldType Type { get; }

    /// <summary>What stands for the star, in canonical spelling; empty for a plain field.</summary>
    public string Label { get; }

    /// <summary>For a label that numbers something: the first index, zero-based; -1 otherwise.</summary>
    public int First { get; }

    /// <summary>For a label that numbers something: the last index, inclusive; -1 otherwise.</summary>
    public int Last { get; }

    /// <summary>
    /// A dense number, from 0, unique in the <see cref="FieldReferenceTable"/> the expression was parsed with: a place to keep what was
    /// computed for this field, so that it is computed once for all expressions.
    /// </summary>
    public int Slot { get; }

    /// <summary>The full canonical name, for example <c>http.headers.x_foo</c>.</summary>
    public string Name { get; }

    public override string ToString() => Name;

    internal static string NameOf(FieldDefinition definition, FieldLabel label) => definition.Shape switch
    {
        FieldShape.Wildcard => string.Concat(definition.Name.AsSpan(0, definition.Name.Length - 1), label.Text),
        FieldShape.Bracket => definition.Name.Replace("\"*\"", StringSyntax.Quote(label.Text), StringComparison.Ordinal),
        _ => definition.Name,
    };
}
