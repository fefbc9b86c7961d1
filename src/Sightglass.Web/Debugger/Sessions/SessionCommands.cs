using System.Globalization;
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

    /// <summary>Starts a session with the operator's terminal; names nothing that is the default.</summary>
    public static string Terminal(string baseUrl, Guid plane, CreateDebugSession session)
    {
        var defaults = new CreateDebugSession();
        var words = new List<string> { "sightglass session create", $"--url {baseUrl}", $"--control-plane {plane}", $"--name={ShellText.Quote(session.Name ?? "")}" };
        words.AddRange(session.Sampling.RouteIds.Select(id => $"--route {id}"));
        words.AddRange(session.Sampling.ServiceIds.Select(id => $"--service {id}"));
        words.AddRange(session.DataPlaneNodeIds.Select(id => $"--node {id}"));
        Add(session.Sampling.Expression is not null, $"--rule={ShellText.Quote(session.Sampling.Expression ?? "")}");
        Add(session.Sampling.Rate < 1, string.Create(CultureInfo.InvariantCulture, $"--rate {session.Sampling.Rate}"));
        Add(session.DurationSeconds != defaults.DurationSeconds, $"--duration {session.DurationSeconds}");
        Add(session.MaxTraces != defaults.MaxTraces, $"--max-traces {session.MaxTraces}");
        Add(session.Lookback, "--lookback");
        Add(true, "--watch");
        return string.Join(" \\\n  ", words);

        void Add(bool wanted, string word)
        {
            if (wanted)
            {
                words.Add(word);
            }
        }
    }

    /// <summary>What was asked for when the session was made, to ask for it again.</summary>
    public static CreateDebugSession Again(DebugSession session) => new()
    {
        Name = session.Name,
        DurationSeconds = session.DurationSeconds,
        MaxTraces = session.MaxTraces,
        DataPlaneNodeIds = session.DataPlaneNodeIds,
        Lookback = session.Lookback,
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

        if (session.Lookback)
        {
            body["lookback"] = true;
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
