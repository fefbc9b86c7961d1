using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Rules;

/// <summary>Pieces of rules over several fields.</summary>
internal static class Conditional
{
    /// <summary>What the entity is told when one field forbids or demands another.</summary>
    public static string Failed(string field) => $"failed conditional validation given value of field '{field}'";

    /// <summary>A field's text; null when it is unset. For use after validation.</summary>
    public static string? Text(this JsonObject record, string field) => record[field]?.GetValue<string>();

    /// <summary>Whether a field has a value that is not empty.</summary>
    public static bool Has(this JsonObject record, string field) => record[field] switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonObject map => map.Count > 0,
        _ => true,
    };

    /// <summary>The texts of a list or set; none when it is unset.</summary>
    public static IEnumerable<string> Texts(this JsonObject record, string field) =>
        record[field] is JsonArray list ? list.Select(i => i!.GetValue<string>()) : [];

    /// <summary><c>'a', 'b'</c>.</summary>
    public static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    /// <summary>What is wrong with the field that names an entity's kind; null when it names one, or is no text at all.</summary>
    public static (string Field, string Message)? Kind(JsonObject record, string field, Func<string, string?> problem) =>
        record[field] is not { } node ? (field, "required field missing")
            : JsonScalars.TryString(node, out var name) && problem(name) is { } message ? (field, message)
            : null;

    public static IEnumerable<(string, string)> AtLeastOneOf(JsonObject record, params string[] fields)
    {
        if (!fields.Any(record.Has))
        {
            yield return (Validation.FieldPath.Entity, $"at least one of these fields must be non-empty: {Quoted(fields)}");
        }
    }
}
