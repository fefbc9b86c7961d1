using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sightglass.ControlPlane.Http;

/// <summary>Takes a query string apart; what is wrong or unknown is gathered.</summary>
internal sealed class QueryReader(IQueryCollection query, InvalidParameters errors)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string? Text(string name)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count != 1)
        {
            Add(name, "invalid", "must be given once");
            return null;
        }

        return values[0];
    }

    public int Int(string name, int otherwise, int minimum, int maximum)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            Add(name, "is_integer", "must be an integer");
            return otherwise;
        }

        if (value < minimum || value > maximum)
        {
            errors.Add(new InvalidParameter(name, value < minimum ? "min" : "max", $"must be between {minimum} and {maximum}, is {value}")
            {
                Source = "query",
                Minimum = minimum,
                Maximum = maximum,
            });
            return otherwise;
        }

        return value;
    }

    public double? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        Add(name, "is_number", "must be a number");
        return null;
    }

    public bool? Bool(string name)
    {
        switch (Text(name))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Add(name, "is_boolean", "must be true or false");
                return null;
        }
    }

    /// <summary>One of an enumeration's names in snake case.</summary>
    public TEnum? Enum<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var value in System.Enum.GetValues<TEnum>())
        {
            if (System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        ImmutableArray<string> choices = [.. System.Enum.GetNames<TEnum>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
        errors.Add(new InvalidParameter(name, "enum", $"must be one of {string.Join(", ", choices)}") { Source = "query", Choices = choices });
        return null;
    }

    /// <summary>A list of UUIDs separated by commas.</summary>
    public ImmutableArray<Guid> Guids(string name)
    {
        var ids = ImmutableArray.CreateBuilder<Guid>();
        foreach (var part in (Text(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Guid.TryParse(part, out var id))
            {
                ids.Add(id);
            }
            else
            {
                Add(name, "is_uuid", $"'{part}' is not a UUID");
            }
        }

        return ids.ToImmutable();
    }

    public void Add(string name, string rule, string reason) => errors.Add(new InvalidParameter(name, rule, reason) { Source = "query" });

    /// <summary>Says of every parameter nobody asked for that it is unknown. A misspelt filter must not answer with everything.</summary>
    public void Done()
    {
        foreach (var name in query.Keys)
        {
            if (!_known.Contains(name))
            {
                Add(name, "unknown_property", $"is not known here; known are {string.Join(", ", _known)}");
            }
        }
    }
}
