using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Collections;

/// <summary>
/// A collection of entities and each of them: all of a type (<c>/routes</c>), or those below a parent (<c>/services/{services}/routes</c>).
/// </summary>
internal sealed class EntityCollection(
    EntityStore store, EntityType type, EntityType? parentType = null, ForeignKey? parentKey = null, bool newestFirst = false)
{
    public Task<AdminAnswer> ListAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var set = store.Current;
        if (!TryScope(set, request, out var parent))
        {
            return Task.FromResult(AdminAnswer.NotFound);
        }

        var query = request.ListQuery(parent) with { NewestFirst = newestFirst };
        if (type == EntityTypes.Consumers && request.Query("custom_id") is { } customId)
        {
            if (customId.Length == 0)
            {
                return Task.FromResult(AdminAnswer.Message(400, "custom_id must be an unempty string"));
            }

            query = query with { Where = new Dictionary<string, string> { ["custom_id"] = customId } };
        }

        var page = set.List(type, query);
        return Task.FromResult(page.Succeeded
            ? AdminAnswer.Ok(EntityAnswers.Page(page.Items.Select(set.Present), page.Next(request.Path, query), page.Offset))
            : AdminAnswer.Refused(page.Error));
    }

    public async Task<AdminAnswer> CreateAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var body = EntityBody.Read(await request.ReadContentAsync(), type, store.Current.Validator);
        return body.Refused ?? await WriteAsync(
            set => TryScope(set, request, out var parent) ? set.Insert(type, body.Fields, parent) : NotFound, "create", null, 201, cancellationToken);
    }

    public Task<AdminAnswer> GetAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var set = store.Current;
        return Task.FromResult(Find(set, request) is { } entity ? AdminAnswer.Ok(set.Present(entity))
            : Impossible(set, request)
            ?? (type == EntityTypes.Certificates ? AdminAnswer.Refused(EntityErrors.NotFoundBy(type, request.Arguments[^1])) : AdminAnswer.NotFound));
    }

    public async Task<AdminAnswer> PutAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        if (type != EntityTypes.Certificates && Impossible(store.Current, request) is { } impossible)
        {
            return impossible;
        }

        var body = EntityBody.Read(await request.ReadContentAsync(), type, store.Current.Validator);
        return body.Refused ?? await WriteAsync(
            set => TryScope(set, request, out var parent) ? Put(set, request, body.Fields, parent) : NotFound,
            "create or update", KeyOf(request), 200, cancellationToken);
    }

    public async Task<AdminAnswer> PatchAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var before = store.Current;
        if (Find(before, request) is not { } existing)
        {
            return Impossible(before, request)
                ?? (parentType is null ? AdminAnswer.Refused(EntityErrors.NotFoundBy(type, request.Arguments[^1])) : AdminAnswer.NotFound);
        }

        var pluginName = type == EntityTypes.Plugins ? existing.Fields["name"]!.GetValue<string>() : null;
        var body = EntityBody.Read(await request.ReadContentAsync(), type, before.Validator, pluginName);
        return body.Refused ?? await WriteAsync(
            set => TryScope(set, request, out var parent) ? set.Patch(type, request.Arguments[^1], body.Fields, parent) : NotFound,
            "update", KeyOf(request), 200, cancellationToken);
    }

    public Task<AdminAnswer> DeleteAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var before = store.Current;
        return Impossible(before, request) is { } impossible ? Task.FromResult(impossible)
            : parentType is null && Find(before, request) is null ? Task.FromResult(AdminAnswer.NoContent)
            : WriteAsync(
                set => TryScope(set, request, out var parent) ? set.Delete(type, request.Arguments[^1], parent) : NotFound,
                "remove", KeyOf(request), 204, cancellationToken);
    }

    /// <summary>Makes a write. Without a database what is wrong with it is said all the same; what is right is refused.</summary>
    private async Task<AdminAnswer> WriteAsync(
        Func<EntitySet, EntityOutcome> write, string verb, string? key, int status, CancellationToken cancellationToken)
    {
        if (!store.AcceptsWrites)
        {
            var tried = write(store.Current);
            return tried.Succeeded || tried.Error.Code is not (EntityErrors.SchemaViolationCode or EntityErrors.UnresolvedCode) && tried.Error.Http != 404
                ? AdminAnswer.Refused(EntityErrors.OperationUnsupported(verb, type, key))
                : AdminAnswer.Refused(tried.Error);
        }

        var outcome = await store.WriteAsync(write, cancellationToken);
        return status == 204 && outcome.Succeeded ? AdminAnswer.NoContent : EntityAnswers.Of(outcome, status);
    }

    /// <summary>The field by which the path names the entity; null for its id.</summary>
    private string? KeyOf(AdminRequest request) =>
        Guid.TryParseExact(request.Arguments[^1], "D", out _) || type == EntityTypes.Certificates || type == EntityTypes.Targets ? null : type.PathKey;

    private static EntityOutcome NotFound => new() { Error = EntityErrors.NotFound };

    /// <summary>The answer when the key in the path cannot be one of this type, whatever entities there are; null when it can.</summary>
    private AdminAnswer? Impossible(EntitySet set, AdminRequest request)
    {
        var key = request.Arguments[^1];
        return Guid.TryParseExact(key, "D", out _) ? null
            : type == EntityTypes.Certificates ? set.Find(type, key) is null ? AdminAnswer.Message(404, "SNI not found") : null
            : type.PathKey is null || type == EntityTypes.Acls && parentType is null ? AdminAnswer.Refused(EntityErrors.InvalidPrimaryKey())
            : null;
    }

    private Entity? Find(EntitySet set, AdminRequest request) =>
        TryScope(set, request, out var parent) ? set.Find(type, request.Arguments[^1], parent) : null;

    /// <summary>The parent the path names; false when there is no such entity. Without a parent in the path, null and true.</summary>
    private bool TryScope(EntitySet set, AdminRequest request, out ParentScope? parent)
    {
        parent = null;
        if (parentType is null)
        {
            return true;
        }

        if (set.Find(parentType, request.Arguments[0]) is { } found)
        {
            parent = new ParentScope(parentKey!.Field, found.Id);
            return true;
        }

        return false;
    }

    private EntityOutcome Put(EntitySet set, AdminRequest request, JsonObject fields, ParentScope? parent)
    {
        var key = request.Arguments[^1];
        if (type != EntityTypes.Certificates)
        {
            return set.Upsert(type, key, fields, parent);
        }

        // A certificate is replaced with its names; the one in the path is added to those given.
        var named = (JsonObject)fields.DeepClone();
        var byName = !Guid.TryParseExact(key, "D", out _);
        if (named["snis"] is JsonArray names)
        {
            if (byName && !names.Any(name => name is JsonValue value && value.TryGetValue(out string? text) && text == key))
            {
                names.Add(key);
            }
        }
        else if (!named.ContainsKey("snis"))
        {
            named["snis"] = null;
        }

        return byName && set.Find(type, key) is null ? set.Insert(type, named, parent) : set.Upsert(type, key, named, parent);
    }
}
