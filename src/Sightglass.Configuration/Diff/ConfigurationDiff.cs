using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Diff;

/// <summary>What differs between two sets, entity by entity and field by field. Timestamps do not count.</summary>
public sealed class ConfigurationDiff
{
    private ConfigurationDiff(ImmutableArray<EntityDifference> differences) => Differences = differences;

    /// <summary>The differences by type, each in the order of ids; deleted and updated before created ones of a type.</summary>
    public ImmutableArray<EntityDifference> Differences { get; }

    public bool IsEmpty => Differences.IsEmpty;

    /// <summary>How many entities were created, updated or deleted.</summary>
    public int Count(DifferenceKind kind) => Differences.Count(d => d.Kind == kind);

    /// <summary>Compares two sets.</summary>
    public static ConfigurationDiff Between(EntitySet before, EntitySet after)
    {
        var differences = ImmutableArray.CreateBuilder<EntityDifference>();
        foreach (var type in EntityTypes.All)
        {
            foreach (var old in before.All(type))
            {
                var now = after.Get(type, old.Id);
                if (ReferenceEquals(now, old))
                {
                    continue;
                }

                var changes = FieldComparison.Compare(SchemaOf(before, after, now ?? old), old.Fields, now?.Fields);
                if (now is null || !changes.IsEmpty)
                {
                    differences.Add(Of(now is null ? DifferenceKind.Deleted : DifferenceKind.Updated, now ?? old, changes));
                }
            }

            foreach (var added in after.All(type).Where(e => before.Get(type, e.Id) is null))
            {
                differences.Add(Of(DifferenceKind.Created, added,
                    FieldComparison.Compare(SchemaOf(before, after, added), null, added.Fields)));
            }
        }

        return new ConfigurationDiff(differences.ToImmutable());
    }

    /// <summary>The differences for machines.</summary>
    public JsonArray ToJson() => new([.. Differences.Select(d => (JsonNode)d.ToJson())]);

    /// <summary>The differences for people, a line an entity and a line a field.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var difference in Differences)
        {
            var sign = difference.Kind switch { DifferenceKind.Created => '+', DifferenceKind.Updated => '~', _ => '-' };
            text.Append(sign).Append(' ').Append(difference.Type.Singular).Append(' ').Append(difference.Label).Append('\n');
            foreach (var change in difference.Changes.Where(_ => difference.Kind == DifferenceKind.Updated))
            {
                text.Append("    ").Append(change.Path).Append(": ").Append(Shown(change.Before))
                    .Append(" -> ").Append(Shown(change.After)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static EntityDifference Of(DifferenceKind kind, Entity entity, ImmutableArray<FieldChange> changes)
    {
        // A key-auth credential is addressed by its secret; lists of changes are read by many.
        var secret = entity.Type.PathKey is { } key && entity.Type.Schema.Fields.Any(f => f.Name == key && f.Secret);
        var label = secret ? entity.Id.ToString()
            : entity.Type == EntityTypes.Plugins && entity.Key is null ? $"{entity.Fields["name"]!.GetValue<string>()} {entity.Id}"
            : entity.Label;
        return new EntityDifference(kind, entity.Type, entity.Id, label, changes);
    }

    private static RecordSchema SchemaOf(EntitySet before, EntitySet after, Entity entity) =>
        entity.Type != EntityTypes.Plugins
            ? after.Validator.SchemaOf(entity.Type)
            : after.Validator.SchemaOfPlugin(entity.Fields["name"]!.GetValue<string>())
                ?? before.Validator.SchemaOfPlugin(entity.Fields["name"]!.GetValue<string>())
                ?? entity.Type.Schema;
}
