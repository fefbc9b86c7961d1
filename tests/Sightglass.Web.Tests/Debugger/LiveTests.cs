using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Debugger;

public class LiveTests : UiTest
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Session_TraceArrives_IsAnnounced()
    {
        using var reader = await Listen($"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.Waiting}/live");

        World.Sessions.Sessions[FakeWorld.Waiting].Add(SampleTraces.Fine(1, TraceBuilder.DefaultStart));

        Assert.Equal("event: change", await Next(reader));
    }

    [Fact]
    public async Task Session_Ends_IsAnnouncedAndClosesTheStream()
    {
        using var reader = await Listen($"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.Waiting}/live");

        World.Sessions.Sessions[FakeWorld.Waiting].Change(s => s with { State = SessionState.Completed, EndReason = EndReason.Duration });

        var seen = new List<string>();
        while (await Next(reader) is { } line)
        {
            seen.Add(line);
        }

        Assert.Equal("event: end", seen[^1]);
    }

    [Fact]
    public async Task Session_ManyTraces_AreFewAnnouncements()
    {
        var session = World.Sessions.Sessions[FakeWorld.Waiting];
        for (var i = 1; i <= 500; i++)
        {
            session.Add(SampleTraces.NoRoute(i, TraceBuilder.DefaultStart));
        }

        using var reader = await Listen($"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.Waiting}/live");
        session.Change(s => s with { State = SessionState.Completed, EndReason = EndReason.MaxTraces });

        var announcements = 0;
        while (await Next(reader) is not null)
        {
            announcements++;
        }

        Assert.InRange(announcements, 1, 20);
    }

    [Fact]
    public async Task Session_ReaderGoesAway_IsNoLongerWatched()
    {
        var session = World.Sessions.Sessions[FakeWorld.Waiting];
        using (await Listen($"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.Waiting}/live"))
        {
            await Until(() => session.Watchers == 1);
        }

        await Until(() => session.Watchers == 0);
    }

    [Fact]
    public async Task Sessions_NewSession_IsAnnounced()
    {
        using var reader = await Listen("/debugger/live");

        // The first look must have been taken before something can be different from it.
        using var keepAdding = new CancellationTokenSource();
        var adding = Task.Run(async () =>
        {
            while (!keepAdding.IsCancellationRequested)
            {
                World.Add(Guid.NewGuid(), "new", SessionState.InProgress, 0, new Sampling());
                await Task.Delay(100, keepAdding.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });

        Assert.Equal("event: change", await Next(reader));
        await keepAdding.CancelAsync();
        await adding;
    }

    private async Task<StreamReader> Listen(string address)
    {
        var response = await Client.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    // The next event's name; null when the stream is closed.
    private static async Task<string?> Next(StreamReader reader)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return null;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
