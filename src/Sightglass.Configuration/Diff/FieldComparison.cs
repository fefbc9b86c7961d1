using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Diff;

/// <summary>Compares two records by their schema: records are entered, everything else is compared whole.</summary>
internal static class FieldComparison
{
    private static readonly string[] Ignored = ["id", "created_at", "updated_at"];

    public static ImmutableArray<FieldChange> Compare(RecordSchema schema, JsonObject? before, JsonObject? after)
    {
        var changes = ImmutableArray.CreateBuilder<FieldChange>();
        foreach (var field in schema.Fields.Where(f => !Ignored.Contains(f.Name)))
        {
            Compare(field, field.Name, before?[field.Name], after?[field.Name], changes);
        }

        return changes.ToImmutable();
    }

    private static void Compare(
        FieldSchema field, string path, JsonNode? before, JsonNode? after, ImmutableArray<FieldChange>.Builder changes)
    {
        if (CanonicalJson.Of(before).Span.SequenceEqual(CanonicalJson.Of(after).Span))
        {
            return;
        }

        if (field is { Type: FieldType.Record, Fields: { } fields } && (before ?? after) is JsonObject)
        {
            foreach (var inner in fields.Fields)
            {
                Compare(inner, $"{path}.{inner.Name}", (before as JsonObject)?[inner.Name], (after as JsonObject)?[inner.Name], changes);
            }

            return;
        }

        changes.Add(new FieldChange(path, Shown(field, before), Shown(field, after)));
    }

    private static JsonNode? Shown(FieldSchema field, JsonNode? value) =>
        value is null ? null : Secrets.Masked(new RecordSchema { Fields = [field] }, new JsonObject { [field.Name] = JsonCopy.Of(value) })[field.Name];
}
