using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.Queues;

/// <summary>
/// Entries on their way to somewhere slow: collected into batches, sent in the background, retried with growing delays, bounded in number
/// and bytes. Adding never waits; what does not fit pushes out the oldest, which is counted and logged.
/// </summary>
internal sealed class BatchQueue : IAsyncDisposable
{
    /// <summary>How long a queue that is closed goes on trying to send what it holds.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly QueueOptions _options;
    private readonly Func<IReadOnlyList<ReadOnlyMemory<byte>>, CancellationToken, Task> _send;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Queue<ReadOnlyMemory<byte>> _entries = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _added = new(0);
    private readonly SemaphoreSlim _slots;
    private readonly Task _loop;
    private long _bytes;
    private long _dropped;
    private bool _dropping;
    private bool _closed;

    /// <param name="name">Whose queue it is, for the log.</param>
    /// <param name="options">Bounds and delays.</param>
    /// <param name="send">Sends a batch; throws when it did not arrive.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public BatchQueue(
        string name,
        QueueOptions options,
        Func<IReadOnlyList<ReadOnlyMemory<byte>>, CancellationToken, Task> send,
        TimeProvider time,
        ILogger log)
    {
        _name = name;
        _options = options;
        _send = send;
        _time = time;
        _log = log;
        _slots = new SemaphoreSlim(options.Concurrency);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Entries that were pushed out or given up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Entries that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public void Add(ReadOnlyMemory<byte> entry)
    {
        var full = false;
        lock (_lock)
        {
            if (_closed || entry.Length > _options.MaxBytes)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            while (_entries.Count >= _options.MaxEntries || _bytes + entry.Length > (_options.MaxBytes ?? long.MaxValue))
            {
                _bytes -= _entries.Dequeue().Length;
                Interlocked.Increment(ref _dropped);
                full = true;
            }

            _entries.Enqueue(entry);
            _bytes += entry.Length;
            (full, _dropping) = (full && !_dropping, full || _dropping);
        }

        if (full)
        {
            QueueLog.Full(_log, _name);
        }

        _added.Release();
    }

    /// <summary>Adds an entry unless the queue is full; then it is counted as dropped, and what waits is kept.</summary>
    public bool TryAdd(ReadOnlyMemory<byte> entry)
    {
        lock (_lock)
        {
            if (_entries.Count >= _options.MaxEntries || _bytes + entry.Length > (_options.MaxBytes ?? long.MaxValue))
            {
                Interlocked.Increment(ref _dropped);
                return false;
            }
        }

        Add(entry);
        return true;
    }

    /// <summary>Sends what is there, for a bounded time, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _added.Release();
        using var deadline = new CancellationTokenSource(DrainTime, _time);
        using (deadline.Token.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop))
        {
            await _loop.ConfigureAwait(false);
        }

        _stop.Dispose();
        _added.Dispose();
        _slots.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await WaitForEntryAsync().ConfigureAwait(false))
            {
                await CoalesceAsync().ConfigureAwait(false);
                if (Take() is { Count: > 0 } batch)
                {
                    await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
                    var sending = SendAsync(batch);
                    if (_options.Concurrency == 1)
                    {
                        await sending.ConfigureAwait(false);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time to drain is over.
        }

        // All that are still being sent give their slots back first.
        for (var i = 0; i < _options.Concurrency; i++)
        {
            await _slots.WaitAsync().ConfigureAwait(false);
        }

        var left = Count;
        if (left > 0)
        {
            Interlocked.Add(ref _dropped, left);
            QueueLog.Lost(_log, _name, left);
        }
    }

    /// <summary>Waits until there is something; false when the queue is closed and empty.</summary>
    private async ValueTask<bool> WaitForEntryAsync()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_entries.Count > 0)
                {
                    return true;
                }

                if (_closed)
                {
                    return false;
                }
            }

            await _added.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a batch is full or its first entry has waited long enough.</summary>
    private async ValueTask CoalesceAsync()
    {
        if (_options.MaxBatchSize == 1 || _options.MaxCoalescingDelay == TimeSpan.Zero || !NeedsMore())
        {
            return;
        }

        using var delay = new CancellationTokenSource(_options.MaxCoalescingDelay, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(delay.Token, _stop.Token);
        try
        {
            while (NeedsMore())
            {
                await _added.WaitAsync(linked.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // It goes as it is.
        }
    }

    private bool NeedsMore()
    {
        lock (_lock)
        {
            return !_closed && _entries.Count < _options.MaxBatchSize;
        }
    }

    private List<ReadOnlyMemory<byte>> Take()
    {
        lock (_lock)
        {
            var batch = new List<ReadOnlyMemory<byte>>(Math.Min(_entries.Count, _options.MaxBatchSize));
            while (batch.Count < _options.MaxBatchSize && _entries.TryDequeue(out var entry))
            {
                _bytes -= entry.Length;
                batch.Add(entry);
            }

            return batch;
        }
    }

    private async Task SendAsync(List<ReadOnlyMemory<byte>> batch)
    {
        try
        {
            await SendWithRetriesAsync(batch).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Add(ref _dropped, batch.Count);
            QueueLog.Lost(_log, _name, batch.Count);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task SendWithRetriesAsync(List<ReadOnlyMemory<byte>> batch)
    {
        var started = _time.GetTimestamp();
        var wait = _options.InitialRetryDelay;
        while (true)
        {
            try
            {
                await _send(batch, _stop.Token).ConfigureAwait(false);
                lock (_lock)
                {
                    _dropping = false;
                }

                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (_time.GetElapsedTime(started) >= _options.MaxRetryTime)
                {
                    Interlocked.Add(ref _dropped, batch.Count);
                    QueueLog.GivenUp(_log, _name, batch.Count, e.Message);
                    return;
                }

                QueueLog.WillRetry(_log, _name, e.Message, wait.TotalSeconds);
            }

            await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(false);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, _options.MaxRetryDelay.Ticks));
        }
    }
}
