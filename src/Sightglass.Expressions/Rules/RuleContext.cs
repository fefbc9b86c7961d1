using System.Globalization;
using System.Runtime.InteropServices;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Net;

namespace Sightglass.Expressions.Rules;

/// <summary>
/// Fields with values that were written down: for trying rules out, and for tests. Fields that were given nothing are absent.
/// </summary>
public sealed class RuleContext(FieldCatalogue catalogue) : IFieldSource
{
    private readonly Dictionary<string, Values> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds a value to a field. Integers and addresses are read from the text by the field's type. Null when it was added, otherwise
    /// what is wrong with the name or the value.
    /// </summary>
    public string? Add(string field, string value)
    {
        if (catalogue.Resolve(field, out FieldReference? reference) is { } problem)
        {
            return Describe(field, problem);
        }

        var values = _fields.TryGetValue(reference!.Name, out var existing) ? existing : _fields[reference.Name] = new Values();
        switch (reference.Type)
        {
            case FieldType.Int when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                values.Ints.Add(number);
                return null;
            case FieldType.IpAddr when IpValue.TryParse(value, out var address):
                values.Addresses.Add(address);
                return null;
            case FieldType.String:
                values.Texts.Add(value);
                return null;
            default:
                return $"{reference.Name} is of type {reference.Type}: \"{value}\" is not a value of it";
        }
    }

    /// <summary>Makes a field one that is not known yet, whatever values it was given. Null when it was done, otherwise what is wrong.</summary>
    public string? SetUnknown(string field)
    {
        if (catalogue.Resolve(field, out FieldReference? reference) is { } problem)
        {
            return Describe(field, problem);
        }

        _unknown.Add(reference!.Name);
        return null;
    }

    /// <inheritdoc/>
    public FieldState Read(FieldReference field, ref FieldValues values)
    {
        if (_unknown.Contains(field.Name))
        {
            return FieldState.Unknown;
        }

        if (!_fields.TryGetValue(field.Name, out var found))
        {
            return FieldState.Absent;
        }

        switch (field.Type)
        {
            case FieldType.String:
                values.Set(CollectionsMarshal.AsSpan(found.Texts));
                break;
            case FieldType.Int:
                values.Set(CollectionsMarshal.AsSpan(found.Ints));
                break;
            default:
                values.Set(CollectionsMarshal.AsSpan(found.Addresses));
                break;
        }

        return FieldState.Present;
    }

    private string Describe(string field, string problem)
    {
        var nearest = catalogue.Nearest(field);
        return $"{problem}: {field}" + (nearest.IsEmpty ? "" : $"; did you mean {nearest[0]}?");
    }

    private sealed class Values
    {
        public List<string?> Texts { get; } = [];

        public List<long> Ints { get; } = [];

        public List<IpValue> Addresses { get; } = [];
    }
}
