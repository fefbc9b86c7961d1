using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.PluginSdk.Logging;

namespace Sightglass.Plugins.Logging;

/// <summary>Puts the fields that plugins added into a log record. A dotted name goes into nested objects.</summary>
internal static class LogFieldApplication
{
    private const int MaxDepth = 32;

    public static void Apply(JsonObject record, IDictionary<string, object?> fields)
    {
        foreach (var (name, value) in fields)
        {
            var field = value as LogField ?? new LogField(value, LogFieldMode.Set);
            Apply(record, name, field);
        }
    }

    private static void Apply(JsonObject record, string name, LogField field)
    {
        var parent = record;
        var steps = Steps(name);
        for (var i = 0; i < steps.Length - 1; i++)
        {
            if (parent[steps[i]] is JsonObject next)
            {
                parent = next;
                continue;
            }

            // What is not there can neither be removed nor replaced, and a plain value is not opened up.
            if (field.Value is null || field.Mode == LogFieldMode.Replace || parent[steps[i]] is not null)
            {
                return;
            }

            var made = new JsonObject();
            parent[steps[i]] = made;
            parent = made;
        }

        var last = steps[^1];
        if ((field.Mode == LogFieldMode.Add && parent.ContainsKey(last)) || (field.Mode == LogFieldMode.Replace && !parent.ContainsKey(last)))
        {
            return;
        }

        if (field.Value is null)
        {
            parent.Remove(last);
        }
        else
        {
            parent[last] = ToNode(field.Value, 0);
        }
    }

    /// <summary>The parts of a dotted name. A dot after a backslash is part of a name.</summary>
    private static string[] Steps(string name)
    {
        if (!name.Contains("\\.", StringComparison.Ordinal))
        {
            return name.Split('.');
        }

        const string Escaped = "\0";
        return [.. name.Replace("\\.", Escaped, StringComparison.Ordinal).Split('.').Select(step => step.Replace(Escaped, ".", StringComparison.Ordinal))];
    }

    private static JsonNode? ToNode(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        switch (value)
        {
            case null:
                return null;
            case JsonNode node:
                return node.DeepClone();
            case string text:
                return JsonValue.Create(text);
            case bool flag:
                return JsonValue.Create(flag);
            case double number:
                return double.IsFinite(number) ? JsonValue.Create(number) : null;
            case float or decimal or sbyte or byte or short or ushort or int or uint or long or ulong:
                return JsonNode.Parse(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
            case IDictionary<string, object?> map:
                var json = new JsonObject();
                foreach (var (key, item) in map)
                {
                    json[key] = ToNode(item, depth + 1);
                }

                return json;
            case IEnumerable items:
                var array = new JsonArray();
                foreach (var item in items)
                {
                    array.Add(ToNode(item, depth + 1));
                }

                return array;
            default:
                return JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }
}
