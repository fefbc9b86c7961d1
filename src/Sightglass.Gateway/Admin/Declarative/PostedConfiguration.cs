using System.Text.Json.Nodes;
using Sightglass.Gateway.Admin.Dispatch;

namespace Sightglass.Gateway.Admin.Declarative;

/// <summary>
/// A configuration as it was posted: text (YAML, or the <c>config</c> field of JSON or a form), or the parsed content of a JSON body.
/// </summary>
internal readonly record struct PostedConfiguration(string? Text, JsonObject? Content, AdminAnswer? Refused)
{
    private const string Field = "config";

    public static PostedConfiguration Read(RequestContent content) => content.Kind switch
    {
        ContentKind.Json => OfJson(content.Json()),
        ContentKind.Yaml => OfText(content.Text),
        ContentKind.Form => OfText(content.Fields.LastOrDefault(f => f.Key == Field).Value),
        ContentKind.None => Nothing,
        _ => new PostedConfiguration(null, null, AdminAnswer.UnsupportedMediaType),
    };

    private static PostedConfiguration Nothing =>
        new(null, null, AdminAnswer.Message(400, "expected a declarative configuration"));

    private static PostedConfiguration OfJson(JsonObject? json) => json switch
    {
        null => new PostedConfiguration(null, null, AdminAnswer.Message(400, "Cannot parse JSON body")),
        { Count: 0 } => Nothing,
        _ when json[Field] is JsonValue value && value.TryGetValue(out string? text) => OfText(text),
        _ => new PostedConfiguration(null, json, null),
    };

    private static PostedConfiguration OfText(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Nothing : new PostedConfiguration(text, null, null);
}
