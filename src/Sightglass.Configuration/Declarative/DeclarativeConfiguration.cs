using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Rules;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>Loads declarative configurations: all or nothing, with all problems at once.</summary>
public static class DeclarativeConfiguration
{
    internal const string Transform = "_transform";

    private static readonly LoadError NoMap = new("", "expected a declarative configuration: a map with _format_version and lists of entities");

    /// <summary>Loads a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="plugins">The plugins that may be configured.</param>
    public static LoadResult Load(string text, PluginSchemas plugins) =>
        Load(text, new EntityValidator(new ValidationOptions { Plugins = plugins }));

    /// <summary>Loads a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="validator">What entities are validated by.</param>
    /// <param name="options">Bounds; null for the defaults.</param>
    public static LoadResult Load(string text, EntityValidator validator, LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        var root = DeclarativeText.Parse(text, options, out var error);
        if (error is null && root is not JsonObject)
        {
            error = NoMap;
        }

        if (error is not null)
        {
            var fields = new JsonObject { ["error"] = error.ToString() };
            return new LoadResult { Errors = [error], Error = EntityErrors.InvalidDeclarative(fields) };
        }

        var result = Load((JsonObject)root!, validator, ConfigurationHash.Of(text), options.Known);
        return result.Errors.IsEmpty ? result : result with { Errors = WithLines(result.Errors, text, options) };
    }

    /// <summary>Loads parsed content.</summary>
    /// <param name="content">The top level; not changed.</param>
    /// <param name="validator">What entities are validated by.</param>
    /// <param name="known">As <see cref="LoadOptions.Known"/>.</param>
    public static LoadResult Load(JsonObject content, EntityValidator validator, EntitySet? known = null) =>
        Load(content, validator, ConfigurationHash.Of(content), known);

    /// <summary>Reads a text without looking at what it says; null with the problem when it is neither YAML nor JSON, or no map.</summary>
    public static JsonObject? Parse(string text, out LoadError? error)
    {
        var root = DeclarativeText.Parse(text, new LoadOptions(), out error);
        error ??= root is JsonObject ? null : NoMap;
        return error is null ? (JsonObject)root! : null;
    }

    /// <summary>The id an entity gets when it is written without one.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="key">Its unique path key, such as a service's name.</param>
    public static Guid DeterministicId(EntityType type, string key) => DeclaredIdentity.Of(type, key);

    private static LoadResult Load(JsonObject content, EntityValidator validator, string hash, EntitySet? known)
    {
        var errors = new List<FieldError>();
        var version = FormatVersion.Of(content, errors);
        var transform = TransformOf(content, errors);
        var collector = new EntityCollector(errors);
        collector.Collect(content);

        var entities = Settle(collector.Entities, version, known);
        var loader = new EntitySetLoader();
        foreach (var entity in entities)
        {
            Add(loader, entity, validator, transform && !IsStored(entity, known));
        }

        if (errors.Count > 0 || entities.Any(e => e.Errors.Count > 0))
        {
            return Refused(errors, collector.Entities, validator);
        }

        var set = loader.ToSet(validator);
        hash = set.Count == 0 ? ConfigurationHash.Empty : hash;
        return new LoadResult { Entities = set, Hash = hash, Configuration = GatewayConfigurationBuilder.Build(set, hash) };
    }

    /// <summary>Settles references and ids, a type after those it refers to.</summary>
    private static List<DeclaredEntity> Settle(List<DeclaredEntity> declared, string version, EntitySet? known)
    {
        var references = new DeclaredReferences();
        var identity = new DeclaredIdentity();
        var ordered = EntityTypes.All.SelectMany(t => declared.Where(e => e.Type == t)).ToList();
        foreach (var entity in ordered)
        {
            FormatVersion.Upgrade(version, entity);
            references.Settle(entity);
            entity.Id = entity.Text("id")?.ToLowerInvariant() ?? (known?.Twin(entity.Type, entity.Fields) ?? identity.Of(entity)).ToString();
            if (entity.Fields["id"] is null)
            {
                entity.Fields["id"] = entity.Id;
            }

            references.Add(entity);
        }

        return ordered;
    }

    private static void Add(EntitySetLoader loader, DeclaredEntity entity, EntityValidator validator, bool transform)
    {
        var result = validator.Validate(entity.Type, entity.Fields, transform: transform, mayChange: true);
        if (!result.IsValid)
        {
            entity.Errors.AddRange(result.Errors.Select(e => e with { Path = e.Path.Below(entity.Path) }));
            return;
        }

        var id = Guid.Parse(entity.Id);
        var value = new Entity(entity.Type, id, result.Value);

        // What it refers to may be missing because that is wrong itself; that was said, and nothing will be loaded.
        if (!loader.TryAdd(value, out var values))
        {
            var taken = values is null ? $"primary key set to '{id}'" : Describe(values);
            entity.Refuse($"uniqueness violation: '{entity.Type.Name}' entity with {taken} already declared", ConflictKind.Duplicate);
        }
    }

    /// <summary>Whether a password is the hash in force, which is not hashed again.</summary>
    private static bool IsStored(DeclaredEntity entity, EntitySet? known) =>
        known is not null && entity.Type == EntityTypes.BasicAuthCredentials && Guid.TryParse(entity.Id, out var id)
        && entity.Text("password") is { } password && known.Get(entity.Type, id)?.Fields.Text("password") == password;

    private static string Describe(JsonObject values) => string.Join(" and ", values
        .Where(v => v.Value is not null)
        .Select(v => $"{v.Key} set to '{(v.Value is JsonObject reference ? reference["id"] : v.Value)}'"));

    private static LoadResult Refused(List<FieldError> errors, List<DeclaredEntity> declared, EntityValidator validator)
    {
        var all = errors.Concat(declared.SelectMany(e => e.Errors)).ToList();
        var onlyConflicts = all.All(e => e.Conflict is not null);
        return new LoadResult
        {
            Errors = [.. all.Select(e => new LoadError(e.Path.ToString(), e.Message))],
            Error = EntityErrors.InvalidDeclarative(onlyConflicts ? DeclaredConflicts.Tree(declared) : ErrorTree.Build(all)),

            // A reference that leads nowhere is told by the name of what has it: that is not flattened.
            FlattenedErrors = Declarative.FlattenedErrors.Of(onlyConflicts ? declared.Where(e => !DeclaredConflicts.IsNamed(e)) : declared, validator),
            Unplaced = onlyConflicts ? DeclaredConflicts.Tree(declared.Where(DeclaredConflicts.IsNamed)) : ErrorTree.Build(errors),
        };
    }

    private static bool TransformOf(JsonObject root, List<FieldError> errors)
    {
        if (root[Transform] is not { } node)
        {
            return true;
        }

        if (!JsonScalars.TryBoolean(node, out var transform))
        {
            errors.Add(new FieldError(FieldPath.Root.Field(Transform), "expected a boolean"));
        }

        return transform;
    }

    private static ImmutableArray<LoadError> WithLines(ImmutableArray<LoadError> errors, string text, LoadOptions options)
    {
        var lines = DeclarativeText.Lines(text, options);
        return [.. errors.Select(e => e with { Line = LineOf(e.Path) })];

        // A field that is missing has no line of its own: its nearest parent's is shown.
        int? LineOf(string path)
        {
            while (!lines.ContainsKey(path) && path.Length > 0)
            {
                path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
            }

            return lines.TryGetValue(path, out var line) ? line : null;
        }
    }
}
