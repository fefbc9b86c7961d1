using System.Text.Json.Nodes;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Transforming;

namespace Sightglass.Plugins.ResponseTransformer;

internal sealed record ResponseTransformerOptions
{
    public required string[] RemoveHeaders { get; init; }
    public required NamedValue[] RenameHeaders { get; init; }
    public required NamedValue[] ReplaceHeaders { get; init; }
    public required NamedValue[] AddHeaders { get; init; }
    public required NamedValue[] AppendHeaders { get; init; }
    public required string[] RemoveJson { get; init; }
    public required NamedValue[] RenameJson { get; init; }
    public required JsonEntry[] ReplaceJson { get; init; }
    public required JsonEntry[] AddJson { get; init; }
    public required JsonEntry[] AppendJson { get; init; }

    /// <summary>Whether bodies have to be held back and changed.</summary>
    public bool ChangesBody =>
        RemoveJson.Length + RenameJson.Length + ReplaceJson.Length + AddJson.Length + AppendJson.Length > 0;

    public static ResponseTransformerOptions From(JsonObject config) => new()
    {
        RemoveHeaders = config.Record("remove").Texts("headers"),
        RenameHeaders = NamedValue.ParseAll(config.Record("rename").Texts("headers")),
        ReplaceHeaders = NamedValue.ParseAll(config.Record("replace").Texts("headers")),
        AddHeaders = LastOfEach(NamedValue.ParseAll(config.Record("add").Texts("headers"))),
        AppendHeaders = NamedValue.ParseAll(config.Record("append").Texts("headers")),
        RemoveJson = config.Record("remove").Texts("json"),
        RenameJson = NamedValue.ParseAll(config.Record("rename").Texts("json")),
        ReplaceJson = Entries(config.Record("replace")),
        AddJson = Entries(config.Record("add")),
        AppendJson = Entries(config.Record("append")),
    };

    /// <summary>Of two entries that add the same header the last one counts.</summary>
    private static NamedValue[] LastOfEach(NamedValue[] entries)
    {
        var kept = new List<NamedValue>(entries.Length);
        foreach (var entry in entries)
        {
            kept.RemoveAll(earlier => earlier.Name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase));
            kept.Add(entry);
        }

        return [.. kept];
    }

    private static JsonEntry[] Entries(JsonObject section)
    {
        var types = section.Texts("json_types");
        var values = section.Texts("json");
        var entries = new JsonEntry[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (name, value) = NamedValue.Parse(values[i]);
            TypedValue.TryParse(value, i < types.Length ? types[i] : "string", out var make);
            entries[i] = new JsonEntry(name, make);
        }

        return entries;
    }
}
