using System.Net;
using System.Text.Json.Nodes;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Debugger;

public sealed class EventStreamTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Stream_FromTheStart_TellsEverythingInOrderAndEnds()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":2}""");
        using var stream = await OpenAsync(plane, id);

        await plane.WaitForStateAsync(id, "in_progress");
        await node.RecordAsync(id);
        var events = new List<StreamEvent>();
        while (!events.Any(told => told.Type == "trace"))
        {
            events.Add((await stream.ReadAsync())!);
        }

        await node.RecordAsync(id);
        while (await stream.ReadAsync() is { } told)
        {
            events.Add(told);
        }

        Assert.Equal("text/event-stream", stream.MediaType);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(told => told.Id));
        Assert.Equal(["pending", "in_progress", "completed"], events.Where(told => told.Type == "session").Select(told => (string)told.Data["state"]!));
        Assert.Equal(2, events.Count(told => told.Type == "trace"));
        Assert.All(events.Where(told => told.Type == "trace"), told => Assert.Equal("/orders", (string)told.Data["path"]!));
        Assert.Equal(["pending", "active", "ended"], events.Where(told => told.Type == "node").Select(told => (string)told.Data["state"]!));
        Assert.Equal(("end", "max_traces"), (events[^1].Type, (string)events[^1].Data["end_reason"]!));
    }

    [Fact]
    public async Task Stream_Resumed_GoesOnAfterTheLastEvent()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x","max_traces":3}""");
        await plane.WaitForStateAsync(id, "in_progress");
        await node.RecordAsync(id);
        StreamEvent last;
        using (var first = await OpenAsync(plane, id))
        {
            do
            {
                last = (await first.ReadAsync())!;
            }
            while (last.Type != "trace");
        }

        await node.RecordAsync(id);
        await node.RecordAsync(id);
        await Eventually.TrueAsync(async () => (await plane.Storage.Sessions.FindAsync(id, CancellationToken.None))!.Closed, "closed");
        var rest = new List<StreamEvent>();
        using (var second = await OpenAsync(plane, id, last.Id))
        {
            while (await second.ReadAsync() is { } told)
            {
                rest.Add(told);
            }
        }

        Assert.Equal(last.Id + 1, rest[0].Id);
        Assert.Equal(2, rest.Count(told => told.Type == "trace"));
        Assert.DoesNotContain(rest, told => told.Type == "trace" && (string)told.Data["request_id"]! == (string)last.Data["request_id"]!);
        Assert.Equal("end", rest[^1].Type);
        using var nothing = await OpenAsync(plane, id, rest[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, nothing.Status);
    }

    [Fact]
    public async Task Stream_Quiet_SendsAHeartbeatEvery15Seconds()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        await using var node = await plane.JoinAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        await plane.WaitForStateAsync(id, "in_progress");
        using var stream = await OpenAsync(plane, id);
        while ((string?)(await stream.ReadAsync())!.Data["state"] != "in_progress")
        {
        }

        for (var i = 0; i < 2; i++)
        {
            var line = stream.ReadLineAsync();
            while (!line.IsCompleted)
            {
                // The stream may not have begun to wait yet; until it says something, time goes on. The node stays alive meanwhile.
                _clock.Advance(TimeSpan.FromSeconds(5));
                await node.BeatAsync();
            }

            Assert.Equal(": heartbeat", await line);
            Assert.Equal("", await stream.ReadLineAsync());
        }
    }

    [Fact]
    public async Task Stream_SessionDeleted_Ends()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        using var stream = await OpenAsync(plane, id);
        await stream.ReadAsync();

        await plane.SendAsync(HttpMethod.Delete, $"{plane.Sessions}/{id}?force=true");

        Assert.Null(await stream.ReadAsync());
    }

    [Fact]
    public async Task Stream_ControlPlaneStops_EndsAtOnce()
    {
        var plane = await TestControlPlane.StartAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        using var stream = await OpenAsync(plane, id);
        await stream.ReadAsync();

        // Well under the time a host gives its requests to end.
        await plane.RestartAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await plane.DisposeAsync();
    }

    [Fact]
    public async Task Stream_BadLastEventId_Is400()
    {
        await using var plane = await TestControlPlane.StartAsync(_clock);
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{plane.Sessions}/{id}/events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", "soon");

        using var response = await plane.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<EventReader> OpenAsync(TestControlPlane plane, Guid id, long? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{plane.Sessions}/{id}/events");
        if (last is { } number)
        {
            request.Headers.Add("Last-Event-ID", number.ToString());
        }

        var response = await plane.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    private sealed record StreamEvent(long Id, string Type, JsonNode Data);

    private sealed class EventReader(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public HttpStatusCode Status => response.StatusCode;

        public string? MediaType => response.Content.Headers.ContentType?.MediaType;

        public Task<string?> ReadLineAsync() => reader.ReadLineAsync().WaitAsync(Eventually.Patience);

        public async Task<StreamEvent?> ReadAsync()
        {
            long id = 0;
            var type = "";
            while (await ReadLineAsync() is { } line)
            {
                switch (line.Split(": ", 2))
                {
                    case ["id", var text]:
                        id = long.Parse(text, null);
                        break;
                    case ["event", var text]:
                        type = text;
                        break;
                    case ["data", var text]:
                        await ReadLineAsync();
                        return new StreamEvent(id, type, JsonNode.Parse(text)!);
                    default:
                        break;
                }
            }

            return null;
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
