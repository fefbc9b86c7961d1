using System.Globalization;
using System.Text.Json.Nodes;

namespace Sightglass.Plugins.Configuration;

/// <summary>
/// Reads a validated configuration. Numbers may be held in any form (parsed text, integer, floating point), so they are read by their
/// text; this runs when a handler is made, never for a request.
/// </summary>
internal static class ConfigReader
{
    public static string? Text(this JsonObject config, string name) => config[name]?.GetValue<string>();

    public static bool Flag(this JsonObject config, string name) => config[name]?.GetValue<bool>() ?? false;

    public static double? NumberOrNull(this JsonObject config, string name) =>
        config[name] is { } node ? double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    public static double Number(this JsonObject config, string name) => config.NumberOrNull(name) ?? throw Missing(name);

    public static long? IntegerOrNull(this JsonObject config, string name) =>
        config.NumberOrNull(name) is { } number ? checked((long)number) : null;

    public static int Integer(this JsonObject config, string name) => checked((int)(config.IntegerOrNull(name) ?? throw Missing(name)));

    /// <summary>A list of strings; empty when the field is null.</summary>
    public static string[] Texts(this JsonObject config, string name) =>
        config[name] is JsonArray array ? [.. array.Select(item => item!.GetValue<string>())] : [];

    /// <summary>A map of strings, in the order written; empty when the field is null.</summary>
    public static KeyValuePair<string, string>[] Map(this JsonObject config, string name) =>
        config[name] is JsonObject map ? [.. map.Select(item => KeyValuePair.Create(item.Key, item.Value!.GetValue<string>()))] : [];

    /// <summary>A record; an empty one when the field is null.</summary>
    public static JsonObject Record(this JsonObject config, string name) => config[name] as JsonObject ?? [];

    private static ArgumentException Missing(string name) =>
        new($"The configuration has no value for '{name}'. It has to be validated, with defaults, before a handler is made of it.");
}
