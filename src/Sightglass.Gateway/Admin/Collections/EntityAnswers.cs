using System.Text.Json.Nodes;
using Sightglass.Configuration.Store;
using Sightglass.Gateway.Admin.Dispatch;

namespace Sightglass.Gateway.Admin.Collections;

/// <summary>Entities, pages and outcomes of writes as answers.</summary>
internal static class EntityAnswers
{
    /// <summary>The entity written, or why it was not.</summary>
    public static AdminAnswer Of(EntityOutcome outcome, int status) => outcome.Succeeded
        ? new AdminAnswer(status, outcome.Set.Present(outcome.Entity!))
        : AdminAnswer.Refused(outcome.Error);

    /// <summary><c>{"data": …, "next": …, "offset": …}</c>; the last only when there is a next page.</summary>
    public static JsonObject Page(IEnumerable<JsonNode> items, string? next, string? offset)
    {
        var page = new JsonObject { ["data"] = new JsonArray([.. items]), ["next"] = next };
        if (offset is not null)
        {
            page["offset"] = offset;
        }

        return page;
    }
}
