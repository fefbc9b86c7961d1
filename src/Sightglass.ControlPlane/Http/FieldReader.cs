using System.Collections.Immutable;
using System.Text.Json;

namespace Sightglass.ControlPlane.Http;

/// <summary>
/// Takes a JSON object apart field by field. What has the wrong type, and what nobody asked for, is gathered with its place; a field that is
/// absent or null reads as null.
/// </summary>
internal sealed class FieldReader(JsonElement element, InvalidParameters errors, string path = "")
{
    private readonly List<string> _known = [];

    public bool Has(string name) => Find(name) is not null;

    public string? String(string name) => Read(name, JsonValueKind.String, "is_string", "must be a string")?.GetString();

    public bool? Bool(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        errors.Add(At(name), "is_boolean", "must be true or false");
        return null;
    }

    public int? Int(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            return number;
        }

        errors.Add(At(name), "is_integer", "must be an integer");
        return null;
    }

    public double? Number(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        errors.Add(At(name), "is_number", "must be a number");
        return null;
    }

    public ImmutableArray<string>? Strings(string name) => Array(name, (item, at) =>
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            return item.GetString();
        }

        errors.Add(at, "is_string", "must be a string");
        return null;
    });

    public ImmutableArray<Guid>? Guids(string name) => Array(name, (item, at) =>
    {
        if (item.ValueKind == JsonValueKind.String && Guid.TryParseExact(item.GetString(), "D", out var id))
        {
            return (Guid?)id;
        }

        errors.Add(at, "is_uuid", "must be a UUID");
        return null;
    })?.Select(id => id!.Value).ToImmutableArray();

    public ImmutableDictionary<string, string>? StringMap(string name)
    {
        if (Read(name, JsonValueKind.Object, "is_object", "must be an object") is not { } value)
        {
            return null;
        }

        var map = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String)
            {
                map[member.Name] = member.Value.GetString()!;
            }
            else
            {
                errors.Add($"{At(name)}.{member.Name}", "is_string", "must be a string");
            }
        }

        return map.ToImmutable();
    }

    public FieldReader? Object(string name) =>
        Read(name, JsonValueKind.Object, "is_object", "must be an object") is { } value ? new FieldReader(value, errors, At(name)) : null;

    /// <summary>An array of objects.</summary>
    public ImmutableArray<FieldReader>? Objects(string name) => Array(name, (item, at) =>
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            return new FieldReader(item, errors, at);
        }

        errors.Add(at, "is_object", "must be an object");
        return null;
    });

    /// <summary>The full name of a field of this object.</summary>
    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Says of every field nobody asked for that it is unknown, or read-only.</summary>
    public void Done(params ReadOnlySpan<string> readOnly)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (readOnly.Contains(member.Name))
            {
                errors.Add(At(member.Name), "unknown_property", "is read-only");
            }
            else if (!_known.Contains(member.Name))
            {
                errors.Add(At(member.Name), "unknown_property", $"is not known here; known are {string.Join(", ", _known)}");
            }
        }
    }

    private JsonElement? Find(string name)
    {
        if (!_known.Contains(name))
        {
            _known.Add(name);
        }

        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private JsonElement? Read(string name, JsonValueKind kind, string rule, string reason)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        errors.Add(At(name), rule, reason);
        return null;
    }

    private ImmutableArray<T>? Array<T>(string name, Func<JsonElement, string, T?> read)
    {
        if (Read(name, JsonValueKind.Array, "is_array", "must be an array") is not { } value)
        {
            return null;
        }

        var items = ImmutableArray.CreateBuilder<T>(value.GetArrayLength());
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (read(item, $"{At(name)}[{index++}]") is { } good)
            {
                items.Add(good);
            }
        }

        return items.ToImmutable();
    }
}
