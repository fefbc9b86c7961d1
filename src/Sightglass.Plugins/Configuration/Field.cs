using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;

namespace Sightglass.Plugins.Configuration;

/// <summary>Short forms for the fields that plugin schemas are made of.</summary>
internal static class Field
{
    public static RecordSchema Schema(params ReadOnlySpan<FieldSchema> fields) => new() { Fields = [.. fields] };

    public static FieldSchema Text(string name, string description, string? defaultValue = null) => new()
    {
        Name = name,
        Type = FieldType.String,
        Description = description,
        Default = defaultValue is null ? null : JsonValue.Create(defaultValue),
        Length = (1, 65_536),
    };

    public static FieldSchema Choice(string name, string description, string? defaultValue, params ReadOnlySpan<string> choices) => new()
    {
        Name = name,
        Type = FieldType.String,
        Description = description,
        Default = defaultValue is null ? null : JsonValue.Create(defaultValue),
        Required = defaultValue is not null,
        OneOf = [.. choices],
    };

    public static FieldSchema Flag(string name, string description, bool defaultValue) => new()
    {
        Name = name,
        Type = FieldType.Boolean,
        Description = description,
        Default = JsonValue.Create(defaultValue),
        Required = true,
    };

    public static FieldSchema Integer(string name, string description, long min, long max, long? defaultValue = null) => new()
    {
        Name = name,
        Type = FieldType.Integer,
        Description = description,
        Default = defaultValue is { } value ? JsonValue.Create(value) : null,
        Required = defaultValue is not null,
        Between = (min, max),
    };

    public static FieldSchema Number(string name, string description, double min, double max, double? defaultValue = null) => new()
    {
        Name = name,
        Type = FieldType.Number,
        Description = description,
        Default = defaultValue is { } value ? JsonValue.Create(value) : null,
        Required = defaultValue is not null,
        Between = (min, max),
    };

    /// <summary>A list of strings. A null <paramref name="defaultValue"/> leaves the field null.</summary>
    public static FieldSchema Texts(
        string name,
        string description,
        ImmutableArray<string>? defaultValue = null,
        Func<JsonNode, string?>? check = null,
        FieldType type = FieldType.Array) => new()
        {
            Name = name,
            Type = type,
            Description = description,
            Default = defaultValue is { } values ? new JsonArray([.. values.Select(v => (JsonNode)v)]) : null,
            Required = defaultValue is not null,
            Elements = new FieldSchema { Name = "elements", Type = FieldType.String, Required = true, Length = (1, 65_536), Check = check },
        };

    /// <summary>A record that is always there, filled with its fields' defaults.</summary>
    public static FieldSchema Record(string name, string description, RecordSchema fields) => new()
    {
        Name = name,
        Type = FieldType.Record,
        Description = description,
        Default = new JsonObject(),
        Required = true,
        Fields = fields,
    };

    /// <summary>A map of strings.</summary>
    public static FieldSchema Map(string name, string description, Func<JsonNode, string?>? check = null) => new()
    {
        Name = name,
        Type = FieldType.Map,
        Description = description,
        Elements = new FieldSchema { Name = "values", Type = FieldType.String, Required = true, Check = check },
    };

    /// <summary>Must be given.</summary>
    public static FieldSchema Needed(this FieldSchema field) => field with { Required = true };

    /// <summary>Is masked in logs and not shown.</summary>
    public static FieldSchema Hidden(this FieldSchema field) => field with { Secret = true };

    /// <summary>Has a further rule for one value.</summary>
    public static FieldSchema Checked(this FieldSchema field, Func<JsonNode, string?> check) => field with { Check = check };
}
