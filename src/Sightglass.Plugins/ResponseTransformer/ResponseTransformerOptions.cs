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

    /// <summary>Whether one step on headers could change what another goes by.</summary>
    public bool NeedsHeadersBefore =>
        (RemoveHeaders.Length > 0 && RenameHeaders.Length + ReplaceHeaders.Length + AddHeaders.Length > 0)
        || (RenameHeaders.Length > 0 && RenameHeaders.Length + ReplaceHeaders.Length + AddHeaders.Length > 1);

    public static ResponseTransformerOptions From(JsonObject config) => new()
    {
        RemoveHeaders = Names(config.Record("remove").Texts("headers")),
        RenameHeaders = Pairs(config.Record("rename").Texts("headers")),
        ReplaceHeaders = Pairs(config.Record("replace").Texts("headers")),
        AddHeaders = LastOfEach(Pairs(config.Record("add").Texts("headers"))),
        AppendHeaders = Pairs(config.Record("append").Texts("headers")),
        RemoveJson = Names(config.Record("remove").Texts("json")),
        RenameJson = Pairs(config.Record("rename").Texts("json")),
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

    private static string[] Names(string[] entries) => Array.ConvertAll(entries, entry => NamedValue.Parse(entry).Name);

    /// <summary>Entries without a value do nothing.</summary>
    private static NamedValue[] Pairs(string[] entries) => [.. NamedValue.ParseAll(entries).Where(entry => entry.Value.Length > 0)];

    private static JsonEntry[] Entries(JsonObject section)
    {
        var types = section.Texts("json_types");
        var entries = new List<JsonEntry>();
        foreach (var (index, (name, value)) in NamedValue.ParseAll(section.Texts("json")).Index())
        {
            if (TypedValue.Maker(value, index < types.Length ? types[index] : "string") is { } make)
            {
                entries.Add(new JsonEntry(name, make));
            }
        }

        return [.. entries];
    }
}
