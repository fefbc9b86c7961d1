using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Rules;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Store;

/// <summary>
/// All entities of a configuration, valid by themselves and among each other. Immutable: a write gives a new set that shares
/// what did not change, so a set may be read by any number of threads while another is made from it.
/// </summary>
public sealed partial class EntitySet
{
    private readonly ImmutableDictionary<string, EntityTable> _tables;
    private readonly Lazy<string> _hash;

    private EntitySet(EntityValidator validator, ImmutableDictionary<string, EntityTable> tables)
    {
        Validator = validator;
        _tables = tables;
        _hash = new Lazy<string>(() => ConfigurationHash.Of(this));
    }

    /// <summary>A set without entities.</summary>
    public static EntitySet Empty(EntityValidator validator) =>
        new(validator, EntityTypes.All.ToImmutableDictionary(t => t.Name, EntityTable.Empty));

    /// <summary>A set of tables, one for each type.</summary>
    internal static EntitySet Of(EntityValidator validator, IEnumerable<EntityTable> tables) =>
        new(validator, tables.ToImmutableDictionary(table => table.Type.Name));

    /// <summary>What every write is validated by.</summary>
    public EntityValidator Validator { get; }

    /// <summary>How many entities there are of all types.</summary>
    public int Count => _tables.Values.Sum(t => t.ById.Count);

    /// <summary>MD5 over the content without timestamps, 32 hex digits; 32 zeros for an empty set.</summary>
    public string Hash => _hash.Value;

    /// <summary>All entities of a type in the order of their ids.</summary>
    public IEnumerable<Entity> All(EntityType type)
    {
        var table = _tables[type.Name];
        return table.Ids.Select(id => table.ById[id]);
    }

    /// <summary>The entity of that id, or null.</summary>
    public Entity? Get(EntityType type, Guid id) => _tables[type.Name].ById.GetValueOrDefault(id);

    /// <summary>The entities of a type that refer to a parent, in the order of their ids.</summary>
    public IEnumerable<Entity> Children(EntityType type, ParentScope parent)
    {
        var table = _tables[type.Name];
        return table.ReferringTo(parent.Field, parent.Id).Select(id => table.ById[id]);
    }

    /// <summary>
    /// The entity addressed by id or by its type's key, or null. A certificate is also found by the name of one of its SNIs; a key
    /// that is unique below one parent only needs <paramref name="parent"/>.
    /// </summary>
    public Entity? Find(EntityType type, string idOrKey, ParentScope? parent = null)
    {
        var found = Guid.TryParseExact(idOrKey, "D", out var id) ? Get(type, id) : null;
        found ??= FindByKey(type, idOrKey, parent);
        return found is not null && (parent is null || IsChild(found, parent)) ? found : null;
    }

    /// <summary>The entity as it is shown: its fields, for a certificate the names of its SNIs, and for a key the seconds it has left. The caller's to change.</summary>
    public JsonObject Present(Entity entity)
    {
        var json = entity.ToJson();
        if (entity.Type == EntityTypes.Certificates)
        {
            json["snis"] = new JsonArray([.. SniNames(entity.Id).Select(n => (JsonNode)n)]);
        }
        else if (entity.Type == EntityTypes.KeyAuthCredentials && CredentialRules.SecondsLeft(entity.Fields, Validator.Options.Time.GetUtcNow()) is { } left)
        {
            json["ttl"] = JsonScalars.Integer(left);
        }

        return json;
    }

    /// <summary>One page of a type's entities.</summary>
    public EntityPage List(EntityType type, ListQuery query)
    {
        if (!query.TrySize(out var size, out var problem))
        {
            return new EntityPage { Error = EntityErrors.InvalidSize(problem) };
        }

        Guid from = default;
        var at = 0;
        if (!(query.NewestFirst ? query.TryPosition(out at, out problem) : query.TryOffset(out from, out problem)))
        {
            return new EntityPage { Error = EntityErrors.InvalidOffset(query.Offset!, problem) };
        }

        TagFilter? filter = null;
        if (query.Tags is { } tags && !TagFilter.TryParse(tags, out filter, out problem))
        {
            return new EntityPage { Error = EntityErrors.InvalidOption("tags", problem) };
        }

        var table = _tables[type.Name];
        var ids = query.Parent is { } parent ? table.ReferringTo(parent.Field, parent.Id) : table.Ids;
        Guid[]? newest = query.NewestFirst
            ? [.. ids.Reverse().OrderByDescending(id => table.ById[id].Fields["created_at"]!.GetValue<double>())]
            : null;
        if (newest is null && query.Offset is not null)
        {
            at = ids.IndexOf(from);
        }

        var items = ImmutableArray.CreateBuilder<Entity>();
        for (at = at < 0 ? ~at : at; at < ids.Count; at++)
        {
            var entity = table.ById[newest is null ? ids[at] : newest[at]];
            if (filter is not null && !filter.Matches(entity.Fields)
                || query.Where.Any(w => entity.Fields[w.Key]?.ToString() != w.Value)
                || query.Containing.Any(c => entity.Fields[c.Key]?.ToString().Contains(c.Value, StringComparison.OrdinalIgnoreCase) != true))
            {
                continue;
            }

            if (items.Count == size)
            {
                return new EntityPage { Items = items.ToImmutable(), Offset = query.NewestFirst ? ListQuery.Position(at) : ListQuery.Token(entity.Id) };
            }

            items.Add(entity);
        }

        return new EntityPage { Items = items.ToImmutable() };
    }

    /// <summary>The whole as a declarative configuration: flat lists, references by id, stored values as they are.</summary>
    public JsonObject ToDeclarative() => ConfigurationWriter.ToDeclarative(this);

    /// <summary>The entity that has a value of a single-field unique key, or null.</summary>
    internal Entity? ByUnique(EntityType type, string field, string value) => _tables[type.Name].ByUnique(field, value);

    /// <summary>The id of the entity that these fields are written for: the one with the same unique values. Null if there is none.</summary>
    internal Guid? Twin(EntityType type, JsonObject fields)
    {
        var table = _tables[type.Name];
        if (type == EntityTypes.Certificates || type == EntityTypes.CaCertificates)
        {
            return Written(fields, "cert") is { } cert
                ? table.ById.Values.Where(e => e.Fields.Text("cert") == cert).Select(e => (Guid?)e.Id).FirstOrDefault()
                : null;
        }

        if (type == EntityTypes.Targets && Written(fields, "target") is { } target && HostRules.Target(target) is null)
        {
            fields = new JsonObject { ["target"] = TargetRules.WithPort(target), ["upstream"] = fields["upstream"]?.DeepClone() };
        }

        return type.UniqueKeys.Select(key => table.Same(key, fields)).FirstOrDefault(id => id is not null);
    }

    private static string? Written(JsonObject fields, string name) =>
        fields[name] is { } node && JsonScalars.TryString(node, out var text) ? text : null;

    internal IEnumerable<string> SniNames(Guid certificate) =>
        Children(EntityTypes.Snis, new ParentScope("certificate", certificate)).Select(s => s.Key!).Order(StringComparer.Ordinal);

    private Entity? FindByKey(EntityType type, string key, ParentScope? parent)
    {
        if (type == EntityTypes.Certificates)
        {
            return FindByKey(EntityTypes.Snis, key, null) is { } sni ? Get(type, sni.References(sni.Type.ForeignKeys[0]).Single()) : null;
        }

        if (type.PathKey is not { } field)
        {
            return null;
        }

        if (type.PathKeyIsGlobal)
        {
            return _tables[type.Name].ByUnique(field, key);
        }

        key = type == EntityTypes.Targets && HostRules.Target(key) is null ? TargetRules.WithPort(key) : key;
        return parent is null ? null : Children(type, parent).FirstOrDefault(e => e.Key == key);
    }

    private static bool IsChild(Entity entity, ParentScope parent) =>
        entity.Type.ForeignKeys.Any(k => k.Field == parent.Field && entity.References(k).Contains(parent.Id));
}
