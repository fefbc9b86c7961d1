using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Vaults;

namespace Sightglass.Configuration.Validation;

/// <summary>
/// Brings a record into its normal form by its schema (defaults filled in, every field present) and collects all problems on
/// the way. Rules over several fields run only when each field has a value of its type: they may rely on that.
/// </summary>
internal sealed class RecordValidator(List<FieldError> errors)
{
    public JsonObject Record(RecordSchema schema, JsonObject input, FieldPath path)
    {
        var sound = true;
        return Record(schema, input, path, ref sound);
    }

    private JsonObject Record(RecordSchema schema, JsonObject input, FieldPath path, ref bool sound)
    {
        // Made from a list whose length is known: an object that grows field by field is copied over and over.
        var fields = new KeyValuePair<string, JsonNode?>[schema.Fields.Length];
        var typed = true;
        for (var i = 0; i < fields.Length; i++)
        {
            var field = schema.Fields[i];
            var given = input.TryGetPropertyValue(field.Name, out var node);
            var isAbsent = node is null && !given && !field.Required && field.Default is null;
            fields[i] = new(field.Name, isAbsent ? null : Field(field, node, given, path.Field(field.Name), ref typed));
        }

        var output = new JsonObject(fields);

        foreach (var (name, _) in input)
        {
            if (!output.ContainsKey(name))
            {
                errors.Add(new FieldError(path.Field(name), "unknown field"));
            }
        }

        if (typed)
        {
            foreach (var check in schema.EntityChecks)
            {
                foreach (var (where, message) in check(output))
                {
                    errors.Add(new FieldError(path.Dotted(where), message));
                }
            }
        }

        sound &= typed;
        return output;
    }

    private JsonNode? Field(FieldSchema field, JsonNode? node, bool given, FieldPath path, ref bool sound)
    {
        if (node is not null)
        {
            return Value(field, node, path, ref sound);
        }

        if (given && !field.Required)
        {
            return null;
        }

        // Of an entity's own fields an explicit null clears, and what must have a value cannot be cleared.
        if (given && path.Parent == FieldPath.Root && field.Type != FieldType.Record)
        {
            return Refuse(path, "required field missing", ref sound);
        }

        if (field.Default is not null)
        {
            return Value(field, field.Default, path, ref sound);
        }

        if (!field.Required)
        {
            return null;
        }

        if (field is { Type: FieldType.Record, Fields: { } fields })
        {
            return Record(fields, [], path, ref sound);
        }

        return Refuse(path, "required field missing", ref sound);
    }

    private JsonNode? Value(FieldSchema field, JsonNode node, FieldPath path, ref bool sound)
    {
        var known = errors.Count;
        var value = field.Type switch
        {
            FieldType.String => JsonScalars.TryString(node, out var text)
                ? JsonValue.Create(text) : Refuse(path, "expected a string", ref sound),
            FieldType.Integer => JsonScalars.TryInteger(node, out var integer)
                ? JsonScalars.Integer(integer) : Refuse(path, "expected an integer", ref sound),
            FieldType.Number => JsonScalars.TryNumber(node, out var number)
                ? JsonScalars.Number(number) : Refuse(path, "expected a number", ref sound),
            FieldType.Boolean => JsonScalars.TryBoolean(node, out var boolean)
                ? JsonValue.Create(boolean) : Refuse(path, "expected a boolean", ref sound),
            FieldType.Array => List(field, node, "expected an array", path, ref sound),
            FieldType.Set => List(field, node, "expected a set", path, ref sound),
            FieldType.Map => Map(field, node, path, ref sound),
            FieldType.Record => node is JsonObject record
                ? Record(field.Fields ?? RecordSchema.Empty, record, path, ref sound)
                : Refuse(path, "expected a record", ref sound),
            FieldType.Foreign => Foreign(node, path, ref sound),
            FieldType.Any => JsonCopy.Resolved(node),
            _ => throw new InvalidOperationException($"Unknown field type {field.Type}."),
        };

        // Of a list with bad entries nothing more is said.
        if (value is not null && errors.Count == known && Problem(field, value) is { } problem)
        {
            errors.Add(new FieldError(path, problem));
        }

        return value;
    }

    private JsonNode? List(FieldSchema field, JsonNode node, string expected, FieldPath path, ref bool sound)
    {
        // An empty table of a dynamic language is written {} whether it means a list or a map.
        if (node is JsonObject { Count: 0 })
        {
            return new JsonArray();
        }

        if (node is not JsonArray input)
        {
            return Refuse(path, expected, ref sound);
        }

        var output = new JsonArray();
        var seen = field.Type == FieldType.Set ? new HashSet<string>(StringComparer.Ordinal) : null;
        for (var i = 0; i < input.Count; i++)
        {
            var item = Element(field.Elements, input[i], path.Item(i), ref sound);
            if (item is not null && (seen is null || seen.Add(item.ToJsonString())))
            {
                output.Add(item);
            }
        }

        return output;
    }

    private JsonNode? Map(FieldSchema field, JsonNode node, FieldPath path, ref bool sound)
    {
        if (node is JsonArray { Count: 0 })
        {
            return new JsonObject();
        }

        if (node is not JsonObject input)
        {
            return Refuse(path, "expected a map", ref sound);
        }

        var output = new JsonObject();
        foreach (var (key, value) in input)
        {
            if (field.Keys is { } keys && Problem(keys, JsonValue.Create(key)) is { } problem)
            {
                errors.Add(new FieldError(path.Key(key), problem));

                // The entry is there all the same: rules that ask whether any field is set find it.
                output[key] = JsonCopy.Resolved(value);
            }
            else if (Element(field.Elements, value, path.Key(key), ref sound) is { } item)
            {
                output[key] = item;
            }
        }

        return output;
    }

    private JsonNode? Element(FieldSchema? elements, JsonNode? item, FieldPath path, ref bool sound) =>
        elements is null ? JsonCopy.Resolved(item)
            : item is null ? Refuse(path, "required field missing", ref sound)
            : Value(elements, item, path, ref sound);

    private JsonObject? Foreign(JsonNode node, FieldPath path, ref bool sound)
    {
        var id = (node as JsonObject)?["id"];
        if (id is null)
        {
            var unknown = node is JsonObject reference && !reference.ContainsKey("id") ? reference.Select(p => p.Key).ToArray() : [];
            foreach (var name in unknown)
            {
                Refuse(path.Field(name), "unknown field", ref sound);
            }

            if (unknown.Length == 0)
            {
                Refuse(path.Field("id"), node is JsonObject { Count: > 0 } ? "required field missing" : "missing primary key", ref sound);
            }

            return null;
        }

        if (!JsonScalars.TryString(id, out var text))
        {
            Refuse(path.Field("id"), "expected a string", ref sound);
            return null;
        }

        if (!Guid.TryParseExact(text, "D", out var guid))
        {
            Refuse(path.Field("id"), "expected a valid UUID", ref sound);
            return null;
        }

        return new JsonObject { ["id"] = guid.ToString() };
    }

    private static string? Problem(FieldSchema field, JsonNode value)
    {
        if ((field.Secret || field.Referenceable) && JsonScalars.TryString(value, out var reference) && VaultReference.Is(reference))
        {
            return null;
        }

        if (!field.OneOf.IsDefaultOrEmpty && JsonScalars.TryString(value, out var text) && !field.OneOf.Contains(text))
        {
            return $"expected one of: {string.Join(", ", field.OneOf)}";
        }

        if (field.Between is { } range && JsonScalars.TryNumber(value, out var number) && (number < range.Min || number > range.Max))
        {
            return $"value should be between {Text(range.Min)} and {Text(range.Max)}";
        }

        return LengthProblem(field, value) ?? field.Check?.Invoke(value);
    }

    private static string? LengthProblem(FieldSchema field, JsonNode value)
    {
        var length = value switch
        {
            JsonArray list => list.Count,
            JsonObject map when field.Type == FieldType.Map => map.Count,
            _ when field.Type == FieldType.String && JsonScalars.TryString(value, out var text) => text.Length,
            _ => -1,
        };
        if (length < 0)
        {
            return null;
        }

        var (min, max) = field.Length ?? (field.Type == FieldType.String ? 1 : 0, int.MaxValue);
        return length >= min && length <= max ? null
            : min == max ? $"length must be {min}"
            : length < min ? $"length must be at least {min}"
            : $"length must be at most {max}";
    }

    private JsonNode? Refuse(FieldPath path, string message, ref bool sound)
    {
        errors.Add(new FieldError(path, message));
        sound = false;
        return null;
    }

    private static string Text(double value) => value.ToString("0.################", CultureInfo.InvariantCulture);
}
