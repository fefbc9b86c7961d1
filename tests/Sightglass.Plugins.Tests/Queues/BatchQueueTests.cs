using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Sightglass.Plugins.Queues;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Queues;

public sealed class BatchQueueTests
{
    private readonly ManualTime _time = new();
    private readonly ListLogger _log = new();
    private readonly ConcurrentQueue<string> _sent = new();

    [Fact]
    public async Task Add_BatchOfOne_IsSentAtOnceInOrder()
    {
        await using var queue = Create(new QueueOptions(), Sink);

        Add(queue, "a", "b", "c");

        await Poll.UntilAsync(() => _sent.Count == 3);
        Assert.Equal(["a", "b", "c"], _sent);
    }

    [Fact]
    public async Task Add_BatchNotFull_WaitsForTheDelay()
    {
        await using var queue = Create(new QueueOptions { MaxBatchSize = 3, MaxCoalescingDelay = TimeSpan.FromSeconds(5) }, Sink);
        Add(queue, "a", "b");
        await Poll.UntilAsync(() => _time.Waiting == 1);
        Assert.Empty(_sent);

        _time.Advance(TimeSpan.FromSeconds(5));

        await Poll.UntilAsync(() => _sent.Count == 1);
        Assert.Equal(["a,b"], _sent);
    }

    [Fact]
    public async Task Add_BatchFull_IsSentWithoutDelay()
    {
        await using var queue = Create(new QueueOptions { MaxBatchSize = 2, MaxCoalescingDelay = TimeSpan.FromHours(1) }, Sink);

        Add(queue, "a", "b", "c", "d");

        await Poll.UntilAsync(() => _sent.Count == 2);
        Assert.Equal(["a,b", "c,d"], _sent);
    }

    [Fact]
    public async Task Add_Failing_IsRetriedWithGrowingDelays()
    {
        var failures = 3;
        await using var queue = Create(
            new QueueOptions { InitialRetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromSeconds(3) },
            (batch, stop) => failures-- > 0 ? throw new InvalidOperationException("down") : Sink(batch, stop));
        Add(queue, "a");

        foreach (var delay in (int[])[1, 2, 3])
        {
            await Poll.UntilAsync(() => _time.Waiting == 1);
            _time.Advance(TimeSpan.FromSeconds(delay) - TimeSpan.FromTicks(1));
            Assert.Equal(1, _time.Waiting);
            _time.Advance(TimeSpan.FromTicks(1));
        }

        await Poll.UntilAsync(() => _sent.Count == 1);
        Assert.Equal(3, _log.Entries.Count(entry => entry.Level == LogLevel.Warning));
    }

    [Fact]
    public async Task Add_FailingForTooLong_IsGivenUpAndCounted()
    {
        await using var queue = Create(
            new QueueOptions { MaxRetryTime = TimeSpan.FromSeconds(10), InitialRetryDelay = TimeSpan.FromSeconds(11) },
            (_, _) => throw new InvalidOperationException("down"));
        Add(queue, "a");
        await Poll.UntilAsync(() => _time.Waiting == 1);

        _time.Advance(TimeSpan.FromSeconds(11));

        await Poll.UntilAsync(() => queue.Dropped == 1);
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Error && entry.Message.Contains("1 queue entries were lost: down"));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(1000, 30L)]
    public async Task Add_Full_PushesOutTheOldest(int entries, long? bytes)
    {
        var open = new TaskCompletionSource();
        var busy = new TaskCompletionSource();
        await using var queue = Create(new QueueOptions { MaxEntries = entries, MaxBytes = bytes }, async (batch, stop) =>
        {
            busy.TrySetResult();
            await open.Task;
            await Sink(batch, stop);
        });
        Add(queue, "first00000");
        await busy.Task;

        Add(queue, "1000000000", "2000000000", "3000000000", "4000000000", "5000000000");
        Assert.Equal(3, queue.Count);
        open.SetResult();

        await Poll.UntilAsync(() => _sent.Count == 4);
        Assert.Equal(["first00000", "3000000000", "4000000000", "5000000000"], _sent);
        Assert.Equal(2, queue.Dropped);
        Assert.Single(_log.Entries, entry => entry.Message.Contains("queue full"));
    }

    [Fact]
    public async Task TryAdd_Full_KeepsWhatWaits()
    {
        var open = new TaskCompletionSource();
        var busy = new TaskCompletionSource();
        await using var queue = Create(new QueueOptions { MaxEntries = 2 }, async (batch, stop) =>
        {
            busy.TrySetResult();
            await open.Task;
            await Sink(batch, stop);
        });
        Add(queue, "first");
        await busy.Task;

        Assert.True(queue.TryAdd("1"u8.ToArray()));
        Assert.True(queue.TryAdd("2"u8.ToArray()));
        Assert.False(queue.TryAdd("3"u8.ToArray()));
        open.SetResult();

        await Poll.UntilAsync(() => _sent.Count == 3);
        Assert.Equal(["first", "1", "2"], _sent);
        Assert.Equal(1, queue.Dropped);
    }

    [Fact]
    public async Task Add_UnlimitedConcurrency_SendsAtOnce()
    {
        var together = new CountdownEvent(3);
        var release = new TaskCompletionSource();
        await using var queue = Create(new QueueOptions { Concurrency = 64 }, async (batch, stop) =>
        {
            together.Signal();
            await release.Task;
            await Sink(batch, stop);
        });

        Add(queue, "a", "b", "c");

        await Poll.UntilAsync(() => together.IsSet);
        release.SetResult();
        await Poll.UntilAsync(() => _sent.Count == 3);
    }

    [Fact]
    public async Task DisposeAsync_WithEntries_SendsThemFirst()
    {
        var queue = Create(new QueueOptions { MaxBatchSize = 100, MaxCoalescingDelay = TimeSpan.FromHours(1) }, Sink);
        Add(queue, "a", "b");

        await queue.DisposeAsync();

        Assert.Equal(["a,b"], _sent);
    }

    [Fact]
    public async Task DisposeAsync_ServerDead_EndsInBoundedTime()
    {
        var queue = Create(new QueueOptions { InitialRetryDelay = TimeSpan.FromHours(1) }, (_, _) => throw new InvalidOperationException("down"));
        Add(queue, "a");
        await Poll.UntilAsync(() => _time.Waiting == 1);
        var disposing = queue.DisposeAsync().AsTask();
        await Poll.UntilAsync(() => _time.Waiting == 2);

        _time.Advance(TimeSpan.FromSeconds(5));

        await disposing;
        Assert.Equal(1, queue.Dropped);
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("lost at shutdown"));
    }

    private BatchQueue Create(QueueOptions options, Func<IReadOnlyList<ReadOnlyMemory<byte>>, CancellationToken, Task> send) =>
        new("test", options, send, _time, _log);

    private Task Sink(IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken stop)
    {
        _sent.Enqueue(string.Join(',', batch.Select(entry => Encoding.UTF8.GetString(entry.Span))));
        return Task.CompletedTask;
    }

    private static void Add(BatchQueue queue, params string[] entries)
    {
        foreach (var entry in entries)
        {
            queue.Add(Encoding.UTF8.GetBytes(entry));
        }
    }
}
