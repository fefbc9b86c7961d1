using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Sightglass.Gateway.Tests.Admin;

/// <summary>An answer, read whole.</summary>
internal sealed record AdminReply(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    /// <summary>The body as a JSON object.</summary>
    public JsonObject Body => (JsonObject)JsonNode.Parse(Text)!;

    public string Id => Body["id"]!.GetValue<string>();

    public string? Message => Body["message"]?.GetValue<string>();

    public JsonArray Data => (JsonArray)Body["data"]!;

    public string Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values)
        : ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values)
        : "";
}
