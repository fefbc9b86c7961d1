using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;

namespace Sightglass.Commands.Config;

/// <summary>A gateway that is not attached to a control plane, by its Admin API.</summary>
internal sealed class GatewayTarget : ConfigTarget
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private readonly Uri _config;
    private readonly HttpClient _client;

    public GatewayTarget(string url)
    {
        if (!Uri.TryCreate(url.TrimEnd('/') + "/config", UriKind.Absolute, out var config) || config.Scheme is not ("http" or "https") || config.UserInfo.Length > 0 || config.Query.Length > 0)
        {
            throw new CommandFailure($"--admin-url {url}: expected an address such as http://127.0.0.1:8001");
        }

        _config = config;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !config.IsLoopback, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout };
    }

    public override string Name => "the gateway";

    public override async Task ReplaceAsync(JsonObject configuration, CancellationToken cancellationToken)
    {
        using var content = new StringContent(configuration.ToJsonString(), Encoding.UTF8, "application/json");
        await SendAsync(new HttpRequestMessage(HttpMethod.Post, _config) { Content = content }, cancellationToken);
    }

    public override void Dispose() => _client.Dispose();

    protected override async Task<string> TextAsync(CancellationToken cancellationToken)
    {
        var body = await SendAsync(new HttpRequestMessage(HttpMethod.Get, _config), cancellationToken);
        try
        {
            return (string?)JsonNode.Parse(body)?["config"] ?? throw new CommandFailure(NoGateway);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CommandFailure(NoGateway, cause: e);
        }
    }

    private string NoGateway => $"{_config} did not answer with a configuration: is it the Admin API of a gateway?";

    private async Task<byte[]> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var owned = request;
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? body : throw new CommandFailure($"the gateway refused it: {ProblemText.Of((int)response.StatusCode, body)}",
                (int)response.StatusCode is 400 or 409 ? ExitCodes.Negative : ExitCodes.Failure);
        }
        catch (HttpRequestException e)
        {
            throw new ApiUnreachable($"no gateway can be asked at {_config.GetLeftPart(UriPartial.Authority)}: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiUnreachable($"the gateway at {_config.GetLeftPart(UriPartial.Authority)} did not answer within {Timeout.TotalSeconds} s", e);
        }
    }
}
