using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Entities;

/// <summary>Reads the fields of a valid record as CLR values.</summary>
internal readonly struct FieldReader(JsonObject fields)
{
    public Guid Id => Guid.Parse(Text("id"));
    public ImmutableArray<string> Tags => Texts("tags");

    public string Text(string name) => fields[name]!.GetValue<string>();

    public string? TextOrNull(string name) => fields[name]?.GetValue<string>();

    public int Integer(string name) => fields[name]!.GetValue<int>();

    public int? IntegerOrNull(string name) => fields[name]?.GetValue<int>();

    public long Long(string name) => fields[name]?.GetValue<long>() ?? 0;

    public long? LongOrNull(string name) => fields[name]?.GetValue<long>();

    public double Number(string name) => fields[name]!.GetValue<double>();

    public bool Flag(string name) => fields[name]!.GetValue<bool>();

    public bool? FlagOrNull(string name) => fields[name]?.GetValue<bool>();

    public Guid? Reference(string name) => fields[name]?["id"] is { } id ? Guid.Parse(id.GetValue<string>()) : null;

    public ImmutableArray<string> Texts(string name) =>
        fields[name] is JsonArray list ? [.. list.Select(i => i!.GetValue<string>())] : [];

    public ImmutableArray<int> Integers(string name) =>
        fields[name] is JsonArray list ? [.. list.Select(i => i!.GetValue<int>())] : [];

    public ImmutableArray<HeaderMatch> Headers(string name) =>
        fields[name] is JsonObject map
            ? [.. map.Select(p => new HeaderMatch(p.Key, [.. p.Value!.AsArray().Select(v => v!.GetValue<string>())]))]
            : [];

    public FieldReader Record(string name) => new(fields[name]!.AsObject());

    public ImmutableArray<T> Records<T>(string name, Func<FieldReader, T> make) =>
        fields[name] is JsonArray list ? [.. list.Select(i => make(new FieldReader(i!.AsObject())))] : [];
}
