using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>Commands that do from a terminal what the UI does.</summary>
internal static class SessionCommands
{
    // The text goes into a shell's quotes, so only what JSON itself needs is escaped.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where this UI, and with it the API, is reached.</summary>
    public static string BaseUrl(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    /// <summary>Starts a session through the API. The token is left to the environment: a copied command must not hold a secret.</summary>
    public static string Curl(string baseUrl, Guid plane, CreateDebugSession session) =>
        $"""
        curl -X POST {baseUrl}/v2/control-planes/{plane}/debug-sessions \
          -H "Authorization: Bearer $SIGHTGLASS_TOKEN" \
          -H "Content-Type: application/json" \
          -d {ShellText.Quote(Body(session).ToJsonString(Compact))}
        """;

    /// <summary>What was asked for when the session was made, to ask for it again.</summary>
    public static CreateDebugSession Again(DebugSession session) => new()
    {
        Name = session.Name,
        DurationSeconds = session.DurationSeconds,
        MaxTraces = session.MaxTraces,
        DataPlaneNodeIds = session.DataPlaneNodeIds,
        Sampling = session.Sampling,
    };

    // Only what differs from the API's defaults, so that the command says what matters.
    private static JsonObject Body(CreateDebugSession session)
    {
        var defaults = new CreateDebugSession();
        var body = new JsonObject { ["name"] = session.Name };
        if (session.DurationSeconds != defaults.DurationSeconds)
        {
            body["duration_seconds"] = session.DurationSeconds;
        }

        if (session.MaxTraces != defaults.MaxTraces)
        {
            body["max_traces"] = session.MaxTraces;
        }

        if (session.DataPlaneNodeIds.Length > 0)
        {
            body["data_plane_node_ids"] = Ids(session.DataPlaneNodeIds);
        }

        if (SamplingOf(session.Sampling) is { Count: > 0 } sampling)
        {
            body["sampling"] = sampling;
        }

        return body;
    }

    private static JsonObject SamplingOf(Sampling sampling)
    {
        var body = new JsonObject();
        if (sampling.RouteIds.Length > 0)
        {
            body["route_ids"] = Ids(sampling.RouteIds);
        }

        if (sampling.ServiceIds.Length > 0)
        {
            body["service_ids"] = Ids(sampling.ServiceIds);
        }

        if (sampling.Expression is not null)
        {
            body["expression"] = sampling.Expression;
        }

        if (sampling.Rate < 1)
        {
            body["rate"] = sampling.Rate;
        }

        return body;
    }

    private static JsonArray Ids(IEnumerable<Guid> ids) => [.. ids.Select(id => (JsonNode)id.ToString())];
}
