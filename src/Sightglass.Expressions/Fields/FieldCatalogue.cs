using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Fields;

/// <summary>The fields that a kind of expression may name, and the stages at which they become known.</summary>
public sealed class FieldCatalogue
{
    /// <summary>The message of an unknown field, in the reference's wording.</summary>
    internal const string UnknownField = "Unknown LHS field";

    private readonly FrozenDictionary<string, ResolvedField> _plain;
    private readonly FrozenDictionary<string, FieldDefinition> _wildcards;
    private readonly FrozenDictionary<string, FieldDefinition> _brackets;

    /// <param name="fields">The fields; names and ids must be unique.</param>
    /// <param name="stages">The names of the stages, in order; a field's stage is an index into them.</param>
    /// <exception cref="ArgumentException">Two fields share a name or an id, or a field names a stage that does not exist.</exception>
    public FieldCatalogue(IEnumerable<FieldDefinition> fields, IEnumerable<string> stages)
    {
        Fields = [.. fields];
        Stages = [.. stages];
        var plain = new Dictionary<string, ResolvedField>(StringComparer.Ordinal);
        foreach (var field in Fields)
        {
            if ((uint)field.Stage >= (uint)Stages.Length)
            {
                throw new ArgumentException($"Field {field.Name} has stage {field.Stage}; there are {Stages.Length} stages.", nameof(fields));
            }

            if (field.Shape == FieldShape.Plain)
            {
                plain.Add(field.Name, new ResolvedField(field, default, IsDeprecatedName: false));
                foreach (var alias in field.Aliases)
                {
                    plain.Add(alias, new ResolvedField(field, default, IsDeprecatedName: false, alias));
                }

                foreach (var alias in field.DeprecatedAliases)
                {
                    plain.Add(alias, new ResolvedField(field, default, IsDeprecatedName: true));
                }
            }
        }

        if (Fields.DistinctBy(field => field.Id).Count() != Fields.Length)
        {
            throw new ArgumentException("Two fields share an id.", nameof(fields));
        }

        _plain = plain.ToFrozenDictionary(StringComparer.Ordinal);
        _wildcards = Fields.Where(field => field.Shape == FieldShape.Wildcard)
            .ToFrozenDictionary(field => field.Name[..^2], StringComparer.Ordinal);
        _brackets = Fields.Where(field => field.Shape == FieldShape.Bracket).ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
    }

    /// <summary>All fields, in the order they were given.</summary>
    public ImmutableArray<FieldDefinition> Fields { get; }

    /// <summary>The names of the stages, in the order in which a request passes them.</summary>
    public ImmutableArray<string> Stages { get; }

    /// <summary>
    /// Finds a field by a name as it would stand in an expression, aliases included. Null when it was found, otherwise the message.
    /// The label of a wildcard may hold any character here, which an expression's grammar would not let through.
    /// </summary>
    public string? Resolve(string name, out FieldReference? reference)
    {
        var problem = BracketSyntax.TrySplit(name, out var bracketed, out var label)
            ? ResolveBracket(bracketed, label, out var resolved)
            : Resolve(name, out resolved);
        reference = problem is null ? new FieldReference(resolved.Definition, resolved.Label, slot: -1) : null;
        return problem;
    }

    /// <summary>The names nearest to one that is not in the catalogue, best first; at most three.</summary>
    public ImmutableArray<string> Nearest(string name) => NearestNames.Find(name, this);

    internal string? Resolve(string name, out ResolvedField resolved)
    {
        if (_plain.TryGetValue(name, out resolved))
        {
            return null;
        }

        if (!TryFindWildcard(name, out var wildcard, out var written))
        {
            return UnknownField;
        }

        var label = new FieldLabel(written);
        var problem = wildcard.LabelRule?.Invoke(written, out label);
        resolved = new ResolvedField(wildcard, label, IsDeprecatedName: false);
        return problem;
    }

    internal string? ResolveBracket(string name, string label, out ResolvedField resolved)
    {
        resolved = default;
        if (!_brackets.TryGetValue(name, out var definition))
        {
            return UnknownField;
        }

        resolved = new ResolvedField(definition, new FieldLabel(label), IsDeprecatedName: false);
        return null;
    }

    /// <summary>Every name that stands for a plain field.</summary>
    internal IEnumerable<string> PlainNames => _plain.Keys;

    internal bool TryFindWildcardByPrefix(string prefix, [NotNullWhen(true)] out FieldDefinition? wildcard) => _wildcards.TryGetValue(prefix, out wildcard);

    private bool TryFindWildcard(string name, [NotNullWhen(true)] out FieldDefinition? wildcard, out string label)
    {
        var dot = name.LastIndexOf('.');
        if (dot > 0 && dot < name.Length - 1 && _wildcards.TryGetValue(name[..dot], out wildcard))
        {
            label = name[(dot + 1)..];
            return true;
        }

        wildcard = null;
        label = "";
        return false;
    }
}
