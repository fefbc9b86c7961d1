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

    public Task<AdminAnswer> PutAsync(AdminRequest request, CancellationToken cancellationToken) =>
        WriteAsync(request, "create or update", (set, id, body) => set.Upsert(_type, id, body.Fields), cancellationToken);

    public Task<AdminAnswer> PatchAsync(AdminRequest request, CancellationToken cancellationToken) =>
        WriteAsync(request, "update", (set, id, body) => set.Patch(_type, id, body.Fields), cancellationToken);

    private async Task<AdminAnswer> WriteAsync(
        AdminRequest request, string verb, Func<EntitySet, string, EntityBody, EntityOutcome> write, CancellationToken cancellationToken)
    {
        if (!store.AcceptsWrites)
        {
            return AdminAnswer.Refused(EntityErrors.OperationUnsupported(verb, _type));
        }

        var body = EntityBody.Read(await request.ReadContentAsync(), _type, store.Current.Validator);
        return body.Refused ?? EntityAnswers.Of(
            await store.WriteAsync(
                set => Find(set, request) is { } entity
                    ? write(set, entity.Id.ToString(), body)
                    : new EntityOutcome { Error = EntityErrors.NotFound },
                cancellationToken),
            200);
    }

    private Entity? Find(EntitySet set, AdminRequest request) =>
        set.Find(child, request.Arguments[0])?.References(key).Select(id => set.Get(_type, id)).FirstOrDefault();
}
