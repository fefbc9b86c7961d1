using Sightglass.Gateway.Debugging;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.Debugging;

public sealed class TraceOutboxTests
{
    [Fact]
    public async Task Post_BeyondTheCapacity_DropsTheOldestAndCountsThem()
    {
        var pool = new TraceRecorderPool();
        var outbox = new TraceOutbox();
        var session = Sessions.New(TraceOutbox.Capacity * 2);
        for (var i = 0; i < TraceOutbox.Capacity + 5; i++)
        {
            outbox.Post(Sessions.Capture(pool, $"{i}", session));
        }

        var result = session.StopResult();
        Assert.Equal((TraceOutbox.Capacity, 5), (result.Recorded, result.Dropped));
        var first = await outbox.Reader.ReadAsync();
        Assert.Equal("5", first.RequestId);
    }

    [Fact]
    public void Post_AfterComplete_CountsItInEverySession()
    {
        var outbox = new TraceOutbox();
        var (first, second) = (Sessions.New(), Sessions.New());
        outbox.Complete();

        outbox.Post(Sessions.Capture(new TraceRecorderPool(), "1", first, second));

        Assert.Equal((0, 1, 0), (first.StopResult().Recorded, first.StopResult().Dropped, first.StopResult().Pending));
        Assert.Equal((0, 1, 0), (second.StopResult().Recorded, second.StopResult().Dropped, second.StopResult().Pending));
    }

    [Fact]
    public async Task Complete_WithTracesWaiting_LetsThemBeRead()
    {
        var outbox = new TraceOutbox();
        outbox.Post(Sessions.Capture(new TraceRecorderPool(), "1", Sessions.New()));
        outbox.Complete();

        Assert.True(await outbox.Reader.WaitToReadAsync());
        Assert.True(outbox.Reader.TryRead(out var trace));
        Assert.Equal("1", trace.RequestId);
        Assert.False(await outbox.Reader.WaitToReadAsync());
    }
}
