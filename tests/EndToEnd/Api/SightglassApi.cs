using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Processes;

namespace EndToEnd.Api;

/// <summary>The control plane's API as a script uses it.</summary>
internal sealed class SightglassApi : IDisposable
{
    private readonly HttpClient _client;

    public SightglassApi(Uri api, string token, string controlPlaneId)
    {
        ControlPlaneId = controlPlaneId;
        Token = token;
        _client = new HttpClient { BaseAddress = api };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string ControlPlaneId { get; }

    public string Token { get; }

    public HttpClient Client => _client;

    public string Sessions => $"/v2/control-planes/{ControlPlaneId}/debug-sessions";

    public void Dispose() => _client.Dispose();

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Creates a session and waits until the nodes record.</summary>
    public async Task<string> StartSessionAsync(string json)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, Sessions, json);
        Assert.True(status == HttpStatusCode.Created, $"{(int)status}: {body}");
        var id = (string)body!["id"]!;
        await WaitForStateAsync(id, "in_progress");
        return id;
    }

    public Task<JsonNode> WaitForStateAsync(string session, params string[] states)
    {
        JsonNode? last = null;
        return Eventually.GetAsync(
            async () =>
            {
                (_, last) = await SendAsync(HttpMethod.Get, $"{Sessions}/{session}");
                return states.Contains((string?)last?["state"]) ? last : null;
            },
            () => $"Session {session} is not {string.Join(" or ", states)}: {last}");
    }

    /// <summary>Waits until the session has this many traces.</summary>
    public Task<JsonArray> WaitForTracesAsync(string session, int count)
    {
        JsonNode? last = null;
        return Eventually.GetAsync(
            async () =>
            {
                (_, last) = await SendAsync(HttpMethod.Get, $"{Sessions}/{session}/traces?page[size]=100");
                return last?["data"] is JsonArray data && data.Count >= count ? data : null;
            },
            () => $"Session {session} has not {count} traces: {last}");
    }

    public async Task<JsonNode> GetTraceAsync(string session, string requestId)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, $"{Sessions}/{session}/traces/{requestId}");
        Assert.True(status == HttpStatusCode.OK, $"{(int)status}: {body}");
        return body!;
    }
}
