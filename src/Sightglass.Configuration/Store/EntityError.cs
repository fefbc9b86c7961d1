using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Store;

/// <summary>Why a write or a list was refused, as the Admin API says it.</summary>
/// <param name="Code">The error's number, for example 2.</param>
/// <param name="Name">Its name, for example <c>schema violation</c>.</param>
/// <param name="Http">The HTTP status to answer with.</param>
/// <param name="Message">One line for people; never a secret.</param>
/// <param name="Fields">The problems as a tree that mirrors the input; null when there is none.</param>
public sealed record EntityError(int Code, string Name, int Http, string Message, JsonObject? Fields = null)
{
    /// <summary>The body of the answer. Not-found answers that name nothing carry a message only.</summary>
    public JsonObject ToJson()
    {
        if (Code == EntityErrors.NotFoundCode && Fields is null)
        {
            return new JsonObject { ["message"] = Message };
        }

        var body = new JsonObject { ["code"] = Code, ["name"] = Name, ["message"] = Message };
        if (Fields is not null)
        {
            body[Code == EntityErrors.InvalidOptionsCode ? "options" : "fields"] = JsonCopy.Of(Fields);
        }

        return body;
    }
}
