using Sightglass.Configuration.Store;
using Sightglass.Gateway.Admin.Collections;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Tags;

/// <summary><c>/tags</c> and <c>/tags/{tag}</c>: which entities carry which tags.</summary>
internal static class TagEndpoints
{
    public static void Add(EndpointTable table, EntityStore store)
    {
        table.Add("GET", "/tags", (request, _) => Task.FromResult(List(store.Current, request, null)));
        table.Add("GET", "/tags/{tag}", (request, _) => Task.FromResult(List(store.Current, request, request.Arguments[0])));
    }

    private static AdminAnswer List(EntitySet set, AdminRequest request, string? tag)
    {
        var query = request.ListQuery() with { Tags = null };
        var page = set.ListTags(tag, query);
        return page.Succeeded
            ? AdminAnswer.Ok(EntityAnswers.Page(page.Items.Select(i => i.ToJson()), page.Next(request.Path, query), page.Offset))
            : AdminAnswer.Refused(page.Error);
    }
}
