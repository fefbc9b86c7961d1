using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Commands.Api;

/// <summary>The control plane's API as the terminal uses it. Everything that goes wrong is a <see cref="CommandFailure"/>.</summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>Until the answer's head is there. An export is made whole before it begins.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(2);

    private const int MaxAnswerBytes = 64 << 20;

    private readonly ApiTarget _target;
    private readonly HttpClient _client;
    private string? _plane;

    public ApiClient(ApiTarget target, CommandOutput output)
    {
        _target = target;
        if (target.Url.Scheme == Uri.UriSchemeHttp && !target.Url.IsLoopback)
        {
            output.Warn($"the access token goes to {target.Url.Host} unencrypted; use an https address");
        }

        // No redirects: a token is for the address that was given. No proxy for what is on this machine.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !target.Url.IsLoopback, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        _client = new HttpClient(handler) { BaseAddress = Base(target.Url), Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", target.Token);
    }

    public void Dispose() => _client.Dispose();

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a request and reads the answer as JSON; an empty object when it has no body.</summary>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    /// <summary>Asks, and leaves the answer's body to be read as it comes.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string accept, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The path of the control plane that was named, or of the only one there is.</summary>
    public async Task<string> PlaneAsync(CancellationToken cancellationToken) =>
        _plane ??= "v2/control-planes/" + (Guid.TryParse(_target.ControlPlane, out var id) ? id : await FindPlaneAsync(_target.ControlPlane, cancellationToken));

    /// <summary>The path of a control plane's debug sessions.</summary>
    public async Task<string> SessionsAsync(CancellationToken cancellationToken) => await PlaneAsync(cancellationToken) + "/debug-sessions";

    private async Task<Guid> FindPlaneAsync(string? name, CancellationToken cancellationToken)
    {
        var filter = name is null ? "" : $"?filter[name][eq]={Uri.EscapeDataString(name)}";
        var found = (await GetAsync($"v2/control-planes{filter}", cancellationToken))["data"]?.AsArray() ?? [];
        return found.Count switch
        {
            1 => Guid.Parse((string)found[0]!["id"]!),
            0 => throw new CommandFailure(name is null ? "there is no control plane that this token may see" : $"no control plane is named {name}", ExitCodes.Negative),
            _ => throw new CommandFailure("there are several control planes, name one with --control-plane: " + string.Join(", ", found.Select(plane => (string?)plane?["name"]))),
        };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, completion, limit.Token);
        }
        catch (HttpRequestException e)
        {
            throw new ApiUnreachable($"no control plane can be asked at {_target.Url}: {e.InnerException?.Message ?? e.Message}. Another address is given with --url", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiUnreachable($"the control plane at {_target.Url} did not answer within {AnswerTimeout.TotalSeconds} s", e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await FailureAsync(response, limit.Token);
        }
    }

    private static async Task<CommandFailure> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return new CommandFailure($"the control plane does not accept the access token; it is taken from --token, --data-dir or {ApiOptions.TokenVariable}");
        }

        var code = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict ? ExitCodes.Negative : ExitCodes.Failure;
        return new CommandFailure(ProblemText.Of((int)response.StatusCode, bytes), code);
    }

    private JsonNode Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? new JsonObject() : JsonNode.Parse(body) ?? new JsonObject();
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{_target.Url} did not answer with JSON: is it the API of a control plane?", cause: e);
        }
    }

    private static Uri Base(Uri url) => url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
}
