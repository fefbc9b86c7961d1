using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;

namespace Sightglass.Plugins.Tests.Fakes;

/// <summary>Fills a plugin configuration with its defaults and checks it by its schema, with the field's messages.</summary>
internal static class SchemaCheck
{
    public static List<string> Apply(RecordSchema schema, JsonObject config)
    {
        var problems = new List<string>();
        Record(schema, config, "", problems);
        return problems;
    }

    private static void Record(RecordSchema schema, JsonObject config, string prefix, List<string> problems)
    {
        foreach (var (name, _) in config)
        {
            if (!schema.Fields.Any(field => field.Name == name))
            {
                problems.Add($"{prefix}{name}: unknown field");
            }
        }

        foreach (var field in schema.Fields)
        {
            if (!config.ContainsKey(field.Name))
            {
                config[field.Name] = field.Default?.DeepClone();
            }

            if (config[field.Name] is { } value)
            {
                Value(field, value, prefix + field.Name, problems);
            }
            else if (field.Required)
            {
                problems.Add($"{prefix}{field.Name}: required field missing");
            }
        }

        if (problems.Count == 0)
        {
            foreach (var check in schema.EntityChecks)
            {
                problems.AddRange(check(config).Select(problem => $"{prefix}{problem.Path}: {problem.Message}"));
            }
        }
    }

    private static void Value(FieldSchema field, JsonNode value, string path, List<string> problems)
    {
        if (TypeProblem(field, value) is { } wrong)
        {
            problems.Add($"{path}: {wrong}");
            return;
        }

        switch (value)
        {
            case JsonObject record when field.Fields is { } fields:
                Record(fields, record, path + ".", problems);
                break;
            case JsonObject map:
                foreach (var (key, item) in map)
                {
                    Value(field.Elements!, item!, $"{path}.{key}", problems);
                }

                break;
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    Value(field.Elements!, array[i]!, $"{path}[{(i + 1).ToString(CultureInfo.InvariantCulture)}]", problems);
                }

                break;
        }

        if (field.Check?.Invoke(value) is { } problem)
        {
            problems.Add($"{path}: {problem}");
        }
    }

    private static string? TypeProblem(FieldSchema field, JsonNode value)
    {
        var kind = value.GetValueKind();
        switch (field.Type)
        {
            case FieldType.String when kind != JsonValueKind.String:
                return "expected a string";
            case FieldType.Boolean when kind is not (JsonValueKind.True or JsonValueKind.False):
                return "expected a boolean";
            case FieldType.Integer or FieldType.Number when kind != JsonValueKind.Number:
                return field.Type == FieldType.Integer ? "expected an integer" : "expected a number";
            case FieldType.Array or FieldType.Set when kind != JsonValueKind.Array:
                return "expected an array";
            case FieldType.Record or FieldType.Map when kind != JsonValueKind.Object:
                return "expected a record";
        }

        if (field.OneOf.Length > 0 && !field.OneOf.Contains(value.GetValue<string>()))
        {
            return $"expected one of: {string.Join(", ", field.OneOf)}";
        }

        if (field.Between is { } between && double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) is var number
            && (number < between.Min || number > between.Max))
        {
            return string.Create(CultureInfo.InvariantCulture, $"value should be between {between.Min} and {between.Max}");
        }

        var length = value switch
        {
            JsonArray array => array.Count,
            JsonObject map => map.Count,
            _ => kind == JsonValueKind.String ? value.GetValue<string>().Length : 0,
        };
        return field.Length is { } bounds && length < bounds.Min ? $"length must be at least {bounds.Min}" : null;
    }
}
