using System.Collections.Immutable;

namespace Sightglass.Expressions.Fields;

/// <summary>
/// Numbers the fields that a set of expressions uses. A router parses all its expressions with one table, and then knows which fields
/// to compute at all, each once. Not safe for concurrent use; what it hands out is immutable.
/// </summary>
public sealed class FieldReferenceTable
{
    private readonly Dictionary<string, FieldReference> _byName = new(StringComparer.Ordinal);
    private readonly List<FieldReference> _all = [];

    /// <summary>How many different fields are in use; slots are below this.</summary>
    public int Count => _all.Count;

    /// <summary>The fields in use, by slot.</summary>
    public ImmutableArray<FieldReference> ToImmutableArray() => [.. _all];

    internal FieldReference Intern(FieldDefinition definition, FieldLabel label)
    {
        var name = FieldReference.NameOf(definition, label);
        if (!_byName.TryGetValue(name, out var reference))
        {
            reference = new FieldReference(definition, label, _all.Count);
            _byName.Add(name, reference);
            _all.Add(reference);
        }

        return reference;
    }
}
