using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Collections;

/// <summary>The entity another refers to, as in <c>/routes/{routes}/service</c>. It cannot be deleted by that path.</summary>
internal sealed class ReferredEntity(EntityStore store, EntityType child, ForeignKey key)
{
    private readonly EntityType _type = EntityTypes.ByName(key.Reference)!;

    public Task<AdminAnswer> GetAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        var set = store.Current;
        return Task.FromResult(Find(set, request) is { } entity ? AdminAnswer.Ok(set.Present(entity)) : AdminAnswer.NotFound);
    }

    /// <summary>Replaces it; when there is none yet, makes one and refers to it.</summary>
    public Task<AdminAnswer> PutAsync(AdminRequest request, CancellationToken cancellationToken) => WriteAsync(
        request,
        "create or update",
        (set, body) => Find(set, request) is { } entity ? set.Upsert(_type, entity.Id.ToString(), body.Fields)
            : set.Find(child, request.Arguments[0]) is { } referring ? Associate(set, referring, body)
            : Missing,
        cancellationToken);

    public Task<AdminAnswer> PatchAsync(AdminRequest request, CancellationToken cancellationToken) => WriteAsync(
        request, "update", (set, body) => Find(set, request) is { } entity ? set.Patch(_type, entity.Id.ToString(), body.Fields) : Missing, cancellationToken);

    public Task<AdminAnswer> DeleteAsync(AdminRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Find(store.Current, request) is null ? AdminAnswer.NotFound : AdminAnswer.Message(405, "Method not allowed"));

    private static EntityOutcome Missing => new() { Error = EntityErrors.NotFound };

    private EntityOutcome Associate(EntitySet set, Entity referring, EntityBody body)
    {
        var made = set.Upsert(_type, Guid.NewGuid().ToString(), body.Fields);
        if (!made.Succeeded)
        {
            return made;
        }

        var reference = new JsonObject { [key.Field] = new JsonObject { ["id"] = made.Entity!.Id.ToString() } };
        var referred = made.Set.Patch(child, referring.Id.ToString(), reference);
        return referred.Succeeded ? made with { Set = referred.Set } : referred;
    }

    private async Task<AdminAnswer> WriteAsync(
        AdminRequest request, string verb, Func<EntitySet, EntityBody, EntityOutcome> write, CancellationToken cancellationToken)
    {
        if (!store.AcceptsWrites)
        {
            return AdminAnswer.Refused(EntityErrors.OperationUnsupported(verb, _type));
        }

        var body = EntityBody.Read(await request.ReadContentAsync(), _type, store.Current.Validator);
        return body.Refused ?? EntityAnswers.Of(await store.WriteAsync(set => write(set, body), cancellationToken), 200);
    }

    private Entity? Find(EntitySet set, AdminRequest request) =>
        set.Find(child, request.Arguments[0])?.References(key).Select(id => set.Get(_type, id)).FirstOrDefault();
}
