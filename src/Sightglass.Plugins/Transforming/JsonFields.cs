using System.Text.Json;
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

    public static bool Rename(JsonObject json, string from, string to)
    {
        if (from == to || !json.TryGetPropertyValue(from, out var value))
        {
            return false;
        }

        json.Remove(from);
        json[to] = value;
        return true;
    }

    /// <summary>Replaces what is there; false counts as not there.</summary>
    public static bool Replace(JsonObject json, string name, JsonNode? value)
    {
        if (!Has(json, name))
        {
            return false;
        }

        json[name] = value;
        return true;
    }

    /// <summary>Adds what is not there; false counts as not there.</summary>
    public static bool Add(JsonObject json, string name, JsonNode? value)
    {
        if (Has(json, name))
        {
            return false;
        }

        json[name] = value;
        return true;
    }

    /// <summary>Adds to a list; a text becomes a list of two, anything else a list of one.</summary>
    public static void Append(JsonObject json, string name, JsonNode? value)
    {
        switch (json[name])
        {
            case JsonArray array:
                array.Add(value);
                break;
            case { } text when text.GetValueKind() == JsonValueKind.String:
                json.Remove(name);
                json[name] = new JsonArray(text, value);
                break;
            default:
                json[name] = new JsonArray(value);
                break;
        }
    }

    private static bool Has(JsonObject json, string name) =>
        json.TryGetPropertyValue(name, out var value) && value?.GetValueKind() != JsonValueKind.False;
}
