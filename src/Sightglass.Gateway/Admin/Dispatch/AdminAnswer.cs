using System.Text.Json.Nodes;
using Sightglass.Configuration.Store;

namespace Sightglass.Gateway.Admin.Dispatch;

/// <summary>An answer: status, and a JSON body unless null.</summary>
internal sealed record AdminAnswer(int Status, JsonNode? Body = null)
{
    /// <summary>A body that is written already; null for none.</summary>
    public ReadOnlyMemory<byte>? Text { get; init; }

    /// <summary>The media type of <see cref="Text"/>; null for JSON.</summary>
    public string? TextType { get; init; }

    /// <summary>Seconds after which to try again; null for no such header.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Methods for the <c>Allow</c> header; null for none.</summary>
    public string? Allow { get; init; }

    public static AdminAnswer Ok(JsonNode body) => new(200, body);

    public static AdminAnswer Created(JsonNode body) => new(201, body);

    public static AdminAnswer NoContent { get; } = new(204);

    public static AdminAnswer NotFound => Message(404, "Not found");

    public static AdminAnswer UnsupportedMediaType { get; } = new(415);

    public static AdminAnswer Unexpected => Message(500, "An unexpected error occurred");

    public static AdminAnswer MethodNotAllowed(string allow) => Message(405, "Method not allowed") with { Allow = allow };

    public static AdminAnswer Message(int status, string message) => new(status, new JsonObject { ["message"] = message });

    public static AdminAnswer Refused(EntityError error) => new(error.Http, error.ToJson());
}
