using System.Text.Json.Nodes;

namespace Sightglass.Plugins.Transforming;

/// <summary>The steps of transformers on the members of a JSON object. Each answers whether it changed something.</summary>
internal static class JsonFields
{
    public static bool Remove(JsonObject json, string[] names)
    {
        var changed = false;
        foreach (var name in names)
        {
            changed |= json.Remove(name);
        }

        return changed;
    }

    public static bool Rename(JsonObject json, NamedValue[] entries)
    {
        var changed = false;
        foreach (var (from, to) in entries)
        {
            if (from != to && json.TryGetPropertyValue(from, out var value))
            {
                json.Remove(from);
                json[to] = value;
                changed = true;
            }
        }

        return changed;
    }

    public static bool Replace(JsonObject json, string name, JsonNode? value)
    {
        if (!json.ContainsKey(name))
        {
            return false;
        }

        json[name] = value;
        return true;
    }

    public static bool Add(JsonObject json, string name, JsonNode? value) => json.TryAdd(name, value);

    /// <summary>Adds to a list; a single value becomes a list of two, an absent one a list of one.</summary>
    public static void Append(JsonObject json, string name, JsonNode? value)
    {
        switch (json[name])
        {
            case JsonArray array:
                array.Add(value);
                break;
            case { } single:
                json.Remove(name);
                json[name] = new JsonArray(single, value);
                break;
            default:
                json[name] = new JsonArray(value);
                break;
        }
    }
}
