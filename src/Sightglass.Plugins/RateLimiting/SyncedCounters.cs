using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>
/// Counters in this process that exchange their increments with Redis now and then: a request waits for Redis only when its window is
/// new to the node. Between exchanges nodes do not see each other's requests.
/// </summary>
internal sealed class SyncedCounters : ICounters, IAsyncDisposable
{
    /// <summary>Windows that are remembered; when there are more, new ones are counted without remembering them here.</summary>
    private const int MaxWindows = 500_000;
    private const int BatchSize = 256;

    private readonly SharedClients<RedisOptions, RedisClient>.Lease _redis;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _syncing = new(1);

    public SyncedCounters(SharedClients<RedisOptions, RedisClient>.Lease redis, TimeSpan interval, TimeProvider time, ILogger log)
    {
        _redis = redis;
        _time = time;
        _log = log;
        _timer = time.CreateTimer(static state => _ = ((SyncedCounters)state!).SyncQuietlyAsync(), this, interval, interval);
    }

    /// <summary>How often increments were exchanged.</summary>
    public int Syncs { get; private set; }

    public ValueTask<Usage> CountAsync(PluginContext context, CounterScope scope, Limit[] limits, DateTimeOffset now)
    {
        var windows = new Window[limits.Length];
        var known = true;
        for (var i = 0; i < limits.Length; i++)
        {
            var period = limits[i].Period;
            var start = Periods.WindowStart(period, now);
            var key = scope.Key(period, start);
            if (!_windows.TryGetValue(key, out var window))
            {
                window = new Window(key, period, start + (Periods.Length(period) * 1000L));
                window = _windows.Count < MaxWindows ? _windows.GetOrAdd(key, window) : window;
            }

            windows[i] = window;
            known &= window.IsKnown;
        }

        return known ? ValueTask.FromResult(Count(windows, limits)) : FetchAndCountAsync(context, windows, limits);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await SyncQuietlyAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _redis.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _syncing.Dispose();
    }

    /// <summary>Sends what was counted since the last time, and takes over what all nodes together counted.</summary>
    public async Task SyncAsync()
    {
        await _syncing.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var dirty = new List<(Window Window, long Delta)>();
            foreach (var (key, window) in _windows)
            {
                if (window.Take() is > 0 and var delta)
                {
                    dirty.Add((window, delta));
                }
                else if (window.End < now)
                {
                    _windows.TryRemove(key, out _);
                }
            }

            foreach (var batch in dirty.Chunk(BatchSize))
            {
                await SendAsync(batch).ConfigureAwait(false);
            }

            Syncs++;
        }
        finally
        {
            _syncing.Release();
        }
    }

    private static Usage Count(Window[] windows, Limit[] limits)
    {
        var usage = default(Usage);
        var exceeded = false;
        for (var i = 0; i < limits.Length; i++)
        {
            usage[i] = windows[i].Total;
            exceeded |= usage[i] >= limits[i].Max;
        }

        for (var i = 0; i < limits.Length && !exceeded; i++)
        {
            windows[i].Add();
        }

        return usage;
    }

    private async ValueTask<Usage> FetchAndCountAsync(PluginContext context, Window[] windows, Limit[] limits)
    {
        var commands = Array.ConvertAll(windows, window => new RedisCommand("GET", window.Key));
        var replies = await _redis.Client.ExecuteAsync(context.IoScope(), commands, context.Aborted).ConfigureAwait(false);
        for (var i = 0; i < windows.Length; i++)
        {
            windows[i].SetShared(replies[i].IsNull || replies[i].IsError ? 0 : replies[i].AsInteger());
        }

        return Count(windows, limits);
    }

    private async Task SendAsync((Window Window, long Delta)[] batch)
    {
        var commands = new RedisCommand[batch.Length * 2];
        for (var i = 0; i < batch.Length; i++)
        {
            var (window, delta) = batch[i];
            commands[2 * i] = new RedisCommand("INCRBY", window.Key, delta.ToString(CultureInfo.InvariantCulture));
            commands[(2 * i) + 1] = new RedisCommand("EXPIRE", window.Key, System.Text.Encoding.ASCII.GetString(RedisTtl.Text(window.Period).Span));
        }

        try
        {
            var replies = await _redis.Client.ExecuteAsync(default, commands, _stop.Token).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i].Window.Sent(batch[i].Delta, replies[2 * i].AsInteger());
            }
        }
        catch
        {
            // Not known to be counted there: it goes with the next exchange.
            foreach (var (window, delta) in batch)
            {
                window.Return(delta);
            }

            throw;
        }
    }

    private async Task SyncQuietlyAsync()
    {
        try
        {
            await SyncAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is PluginIoException or OperationCanceledException or ObjectDisposedException)
        {
            RateLimitingLog.SyncFailed(_log, e.Message);
        }
    }

    /// <summary>One window's count: what the store knows, what is on its way there, and what was counted here since.</summary>
    private sealed class Window(string key, Period period, long end)
    {
        private readonly Lock _lock = new();
        private long _shared;
        private long _sending;
        private long _delta;

        public string Key => key;

        public Period Period => period;

        public long End => end;

        public bool IsKnown { get; private set; }

        public long Total
        {
            get
            {
                lock (_lock)
                {
                    return _shared + _sending + _delta;
                }
            }
        }

        public void Add()
        {
            lock (_lock)
            {
                _delta++;
            }
        }

        public long Take()
        {
            lock (_lock)
            {
                _sending = _delta;
                _delta = 0;
                return _sending;
            }
        }

        public void Sent(long delta, long shared)
        {
            lock (_lock)
            {
                _sending -= delta;
                _shared = shared;
            }
        }

        public void Return(long delta)
        {
            lock (_lock)
            {
                _sending -= delta;
                _delta += delta;
            }
        }

        public void SetShared(long shared)
        {
            lock (_lock)
            {
                _shared = IsKnown ? _shared : shared;
                IsKnown = true;
            }
        }
    }
}
