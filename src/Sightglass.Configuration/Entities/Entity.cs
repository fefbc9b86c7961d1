using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Rules;

namespace Sightglass.Configuration.Entities;

/// <summary>One valid entity in its normal form.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Fields">All its fields. Shared between threads and never changed: use <see cref="ToJson"/> for a copy.</param>
public sealed record Entity(EntityType Type, Guid Id, JsonObject Fields)
{
    /// <summary>The value it is addressed by besides its id (name, username, key …); null for none.</summary>
    public string? Key => Type.PathKey is { } key ? Fields.Text(key) : null;

    /// <summary>What people call it: its key, or its id.</summary>
    public string Label => Key ?? Id.ToString();

    /// <summary>Type and id: fields may be secrets.</summary>
    public override string ToString() => $"{Type.Singular} {Id}";

    /// <summary>A copy of its fields, the caller's to change.</summary>
    public JsonObject ToJson() => JsonCopy.Of(Fields);

    /// <summary>Writes its fields.</summary>
    public void WriteTo(Utf8JsonWriter json) => Fields.WriteTo(json);

    /// <summary>The ids a reference field holds: none, one, or several for a list of ids.</summary>
    public IEnumerable<Guid> References(ForeignKey key) => Fields[key.Field] switch
    {
        JsonObject reference => [Guid.Parse(reference["id"]!.GetValue<string>())],
        JsonArray list => list.Select(i => Guid.Parse(i!.GetValue<string>())),
        _ => [],
    };
}
