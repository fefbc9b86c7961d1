using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Rules;

/// <summary>Short forms of the field descriptions that occur again and again.</summary>
internal static class SchemaFields
{
    /// <summary>The greatest timeout in milliseconds, 2^31 − 2.</summary>
    public const int MaxTimeout = int.MaxValue - 1;

    public static FieldSchema Text(string name, string description, Func<string, string?>? rule = null) => new()
    {
        Name = name,
        Type = FieldType.String,
        Description = description,
        Check = rule is null ? null : TextRules.Text(rule),
    };

    public static FieldSchema Choice(string name, string description, string value, params ImmutableArray<string> choices) => new()
    {
        Name = name,
        Type = FieldType.String,
        Description = description,
        OneOf = choices,
        Default = value,
        Required = true,
    };

    public static FieldSchema Integer(string name, string description, double min, double max, long? value = null) => new()
    {
        Name = name,
        Type = FieldType.Integer,
        Description = description,
        Between = (min, max),
        Default = value is { } given ? JsonValue.Create(given) : null,
        Required = value is not null,
    };

    public static FieldSchema Number(string name, string description, double min, double max, double value) => new()
    {
        Name = name,
        Type = FieldType.Number,
        Description = description,
        Between = (min, max),
        Default = value,
        Required = true,
    };

    public static FieldSchema Flag(string name, string description, bool? value = null) => new()
    {
        Name = name,
        Type = FieldType.Boolean,
        Description = description,
        Default = value is { } given ? JsonValue.Create(given) : null,
        Required = value is not null,
    };

    public static FieldSchema Set(string name, string description, FieldSchema elements) => new()
    {
        Name = name,
        Type = FieldType.Set,
        Description = description,
        Elements = elements,
    };

    public static FieldSchema List(string name, string description, FieldSchema elements) => new()
    {
        Name = name,
        Type = FieldType.Array,
        Description = description,
        Elements = elements,
    };

    public static FieldSchema Record(string name, string description, params ImmutableArray<FieldSchema> fields) => new()
    {
        Name = name,
        Type = FieldType.Record,
        Description = description,
        Required = true,
        Fields = new RecordSchema { Fields = fields },
    };

    public static FieldSchema Foreign(string name, string description, string reference, bool required = false) => new()
    {
        Name = name,
        Type = FieldType.Foreign,
        Description = description,
        Reference = reference,
        Required = required,
    };

    /// <summary>The element of a list: a text by a rule.</summary>
    public static FieldSchema Item(Func<string, string?>? rule = null, params ImmutableArray<string> choices) =>
        Text("", "", rule) with { OneOf = choices };

    /// <summary>A list of header values by header name.</summary>
    public static FieldSchema Headers(string name, string description) => new()
    {
        Name = name,
        Type = FieldType.Map,
        Description = description,
        Keys = Item(TextRules.HeaderName),
        Elements = List("", "", Item()) with { Length = (1, int.MaxValue) },
    };

    /// <summary>The fields with those every entity has.</summary>
    public static RecordSchema Entity(
        ImmutableArray<FieldSchema> fields,
        params ImmutableArray<Func<JsonObject, IEnumerable<(string Path, string Message)>>> checks) => new()
        {
            Fields =
            [
                Text("id", "Identity, a lower-case UUID; generated when missing.", TextRules.Uuid) with { Required = true },
                Integer("created_at", "Unix seconds of the first write; set by the server.", 0, long.MaxValue, 0),
                Integer("updated_at", "Unix seconds of the last write; set by the server.", 0, long.MaxValue, 0),
                .. fields,
                Set("tags", "Free labels to list and select by.", Item(TextRules.Tag)),
            ],
            EntityChecks = checks,
        };
}
