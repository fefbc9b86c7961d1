using System.Collections.Immutable;
using System.Globalization;

namespace Sightglass.ControlPlane.Http;

/// <summary>Gathers every field that is not valid, so that the caller sees all at once.</summary>
internal sealed class InvalidParameters
{
    private readonly ImmutableArray<InvalidParameter>.Builder _items = ImmutableArray.CreateBuilder<InvalidParameter>();

    public bool Any => _items.Count > 0;

    public void Add(InvalidParameter item) => _items.Add(item);

    public void Add(string field, string rule, string reason) => _items.Add(new InvalidParameter(field, rule, reason));

    public void AddRange(IEnumerable<InvalidParameter> items) => _items.AddRange(items);

    /// <summary>Whether something is said of the field, or of something in it, already.</summary>
    public bool Mentions(string field) =>
        _items.Any(item => item.Field == field || item.Field.StartsWith(field + ".", StringComparison.Ordinal) || item.Field.StartsWith(field + "[", StringComparison.Ordinal));

    public void Required(string field) => Add(field, "required", "is required");

    public void Range(string field, double value, double minimum, double maximum)
    {
        if (value < minimum)
        {
            Add(new InvalidParameter(field, "min", Text($"must be at least {minimum}, is {value}")) { Minimum = minimum });
        }
        else if (value > maximum)
        {
            Add(new InvalidParameter(field, "max", Text($"must be at most {maximum}, is {value}")) { Maximum = maximum });
        }
    }

    /// <summary>Checks the number of characters; null counts as missing when there is a minimum.</summary>
    public void Length(string field, string? value, int minimum, int maximum)
    {
        if (value is null)
        {
            if (minimum > 0)
            {
                Required(field);
            }
        }
        else if (value.Length < minimum)
        {
            Add(new InvalidParameter(field, "min_length", Text($"must have at least {minimum} characters, has {value.Length}")) { Minimum = minimum });
        }
        else if (value.Length > maximum)
        {
            Add(new InvalidParameter(field, "max_length", Text($"must have at most {maximum} characters, has {value.Length}")) { Maximum = maximum });
        }
    }

    public void MaxItems(string field, int count, int maximum)
    {
        if (count > maximum)
        {
            Add(new InvalidParameter(field, "max_items", Text($"must have at most {maximum} items, has {count}")) { Maximum = maximum });
        }
    }

    public void Choice(string field, string? value, ImmutableArray<string> choices)
    {
        if (value is not null && !choices.Contains(value))
        {
            Add(new InvalidParameter(field, "enum", $"must be one of {string.Join(", ", choices)}, is '{value}'") { Choices = choices });
        }
    }

    /// <summary>The problem to answer with; null when every field is valid.</summary>
    public Problem? ToProblem() => Any ? Problem.Invalid(_items.ToImmutable()) : null;

    public ImmutableArray<InvalidParameter> ToArray() => _items.ToImmutable();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
