using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Commands.Api;

namespace Sightglass.Commands.Sessions;

/// <summary>Reads a session's stream of events. A stream that breaks is taken up again after the last event that came.</summary>
internal sealed class SessionEvents(ApiClient api, CommandOutput output, TimeProvider time)
{
    private const int Attempts = 10;

    /// <summary>Three of the control plane's heartbeats: a connection that is silent for longer is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The events in their order; ends after the session's last.</summary>
    public async IAsyncEnumerable<(string? Id, string Type, JsonNode Data)> ReadAsync(string session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"{await api.SessionsAsync(cancellationToken)}/{session}/events";
        string? last = null;
        var failed = 0;
        while (true)
        {
            using var response = await OpenAsync(path, last, failed, cancellationToken);
            if (response is { StatusCode: HttpStatusCode.NoContent })
            {
                yield break;
            }

            if (response is not null)
            {
                await foreach (var told in ItemsAsync(response, cancellationToken))
                {
                    (failed, last) = (0, told.EventId ?? last);
                    yield return (told.EventId, told.EventType, told.Data);
                    if (told.EventType == "end")
                    {
                        yield break;
                    }
                }
            }

            if (failed++ == 0)
            {
                output.Warn("the stream broke; connecting again");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Connects; null when that failed and may be tried again.</summary>
    private async Task<HttpResponseMessage?> OpenAsync(string path, string? last, int failed, CancellationToken cancellationToken)
    {
        try
        {
            return await api.OpenAsync(path, "text/event-stream", last, cancellationToken);
        }
        catch (ApiUnreachable) when (failed is > 0 and < Attempts)
        {
            return null;
        }
    }

    /// <summary>What comes over one connection, until it ends, breaks or falls silent.</summary>
    private static async IAsyncEnumerable<SseItem<JsonNode>> ItemsAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var body = new WatchedStream(await response.Content.ReadAsStreamAsync(cancellationToken), Silence);
        await using var items = SseParser.Create(body, Parse).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(items, cancellationToken))
        {
            yield return items.Current;
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<JsonNode>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static JsonNode Parse(string type, ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonNode.Parse(data) ?? new JsonObject();
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"an event '{type}' of the stream is not JSON: {Encoding.UTF8.GetString(data[..Math.Min(data.Length, 80)])}", cause: e);
        }
    }
}
