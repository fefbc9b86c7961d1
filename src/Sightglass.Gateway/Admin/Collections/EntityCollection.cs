using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Collections;

/// <summary>
/// A collection of entities and each of them: all of a type (<c>/routes</c>), or those below a parent (<c>/services/{services}/routes</c>).
/// </summary>
internal sealed class EntityCollection(EntityStore store, EntityType type, EntityType? parentType = null, ForeignKey? parentKey = null)
{
    public Task<AdminAnswer> ListAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var set = store.Current;
        if (!TryScope(set, request, out var parent))
        {
            return Task.FromResult(AdminAnswer.NotFound);
        }

        var query = request.ListQuery(parent);
        if (type == EntityTypes.Consumers && request.Query("custom_id") is { } customId)
        {
            query = query with { Where = new Dictionary<string, string> { ["custom_id"] = customId } };
        }

        var page = set.List(type, query);
        return Task.FromResult(page.Succeeded
            ? AdminAnswer.Ok(EntityAnswers.Page(page.Items.Select(set.Present), page.Next(request.Path, query), page.Offset))
            : AdminAnswer.Refused(page.Error));
    }

    public async Task<AdminAnswer> CreateAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        if (!store.AcceptsWrites)
        {
            return AdminAnswer.Refused(EntityErrors.OperationUnsupported("create", type));
        }

        var body = EntityBody.Read(await request.ReadContentAsync(), type, store.Current.Validator);
        return body.Refused ?? EntityAnswers.Of(
            await store.WriteAsync(
                set => TryScope(set, request, out var parent) ? set.Insert(type, body.Fields, parent) : NotFound, cancellationToken),
            201);
    }

    public Task<AdminAnswer> GetAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var set = store.Current;
        return Task.FromResult(Find(set, request) is { } entity ? AdminAnswer.Ok(set.Present(entity)) : AdminAnswer.NotFound);
    }

    public async Task<AdminAnswer> PutAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        if (!store.AcceptsWrites)
        {
            return AdminAnswer.Refused(EntityErrors.OperationUnsupported("create or update", type));
        }

        var body = EntityBody.Read(await request.ReadContentAsync(), type, store.Current.Validator);
        return body.Refused ?? EntityAnswers.Of(
            await store.WriteAsync(
                set => TryScope(set, request, out var parent) ? Put(set, request, body.Fields, parent) : NotFound, cancellationToken),
            200);
    }

    public async Task<AdminAnswer> PatchAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        if (!store.AcceptsWrites)
        {
            return AdminAnswer.Refused(EntityErrors.OperationUnsupported("update", type));
        }

        var before = store.Current;
        if (Find(before, request) is not { } existing)
        {
            return AdminAnswer.NotFound;
        }

        var pluginName = type == EntityTypes.Plugins ? existing.Fields["name"]!.GetValue<string>() : null;
        var body = EntityBody.Read(await request.ReadContentAsync(), type, before.Validator, pluginName);
        return body.Refused ?? EntityAnswers.Of(
            await store.WriteAsync(
                set => TryScope(set, request, out var parent) ? set.Patch(type, request.Arguments[^1], body.Fields, parent) : NotFound,
                cancellationToken),
            200);
    }

    public async Task<AdminAnswer> DeleteAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        if (!store.AcceptsWrites)
        {
            return AdminAnswer.Refused(EntityErrors.OperationUnsupported("remove", type));
        }

        var outcome = await store.WriteAsync(
            set => TryScope(set, request, out var parent) ? set.Delete(type, request.Arguments[^1], parent) : NotFound, cancellationToken);
        return outcome.Succeeded ? AdminAnswer.NoContent : AdminAnswer.Refused(outcome.Error);
    }

    private static EntityOutcome NotFound => new() { Error = EntityErrors.NotFound };

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
        if (type != EntityTypes.Certificates || Guid.TryParseExact(key, "D", out _) || set.Find(type, key) is not null)
        {
            return set.Upsert(type, key, fields, parent);
        }

        // A certificate addressed by a server name that nobody has yet: the name becomes its own.
        var named = (JsonObject)fields.DeepClone();
        if (named["snis"] is JsonArray names)
        {
            names.Add(key);
        }
        else if (named["snis"] is null)
        {
            named["snis"] = new JsonArray(key);
        }

        return set.Insert(type, named, parent);
    }
}
