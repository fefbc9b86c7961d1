using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;

namespace Sightglass.Plugins.Queues;

/// <summary>How a queue batches, retries and is bounded (gateway.md 12.10).</summary>
internal sealed record QueueOptions
{
    /// <summary>One entry at a time; one that does not arrive is given up.</summary>
    public static readonly QueueOptions WithoutRetries = new() { MaxRetryTime = TimeSpan.Zero };

    public int MaxBatchSize { get; init; } = 1;
    public TimeSpan MaxCoalescingDelay { get; init; } = TimeSpan.FromSeconds(1);
    public int MaxEntries { get; init; } = 10_000;
    public long? MaxBytes { get; init; }
    public TimeSpan InitialRetryDelay { get; init; } = TimeSpan.FromMilliseconds(10);
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan MaxRetryTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Batches sent at once; 1 keeps their order.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>What −1, no limit, means: more batches at once would only wait for each other.</summary>
    private const int MostAtOnce = 64;

    public static FieldSchema Field { get; } = Configuration.Field.Record("queue", "The queue between requests and the endpoint.", Configuration.Field.Schema(
        Configuration.Field.Integer("max_batch_size", "Entries in one batch at most.", 1, 1_000_000, 1),
        Configuration.Field.Number("max_coalescing_delay", "Seconds that a batch waits to be filled.", 0, 3_600, 1),
        Configuration.Field.Integer("max_entries", "Entries that wait at most; beyond, the oldest are dropped.", 1, 1_000_000, 10_000),
        Configuration.Field.Integer("max_bytes", "Bytes that wait at most; beyond, the oldest are dropped.", 1, long.MaxValue >> 11),
        Configuration.Field.Number("initial_retry_delay", "Seconds before the first retry.", 0.001, 1_000_000, 0.01),
        Configuration.Field.Number("max_retry_delay", "Seconds between retries at most.", 0.001, 1_000_000, 60),
        Configuration.Field.Number("max_retry_time", "Seconds after which a batch is given up; 0 or less for never.", -1, 1_000_000, 60),
        Configuration.Field.Integer("concurrency_limit", "Batches sent at once: 1, which keeps their order, or -1 for no limit.", -1, 1, 1)
            .Checked(value => value.ToJsonString() == "0" ? "expected one of: -1, 1" : null)));

    public static QueueOptions Read(JsonObject queue) => new()
    {
        MaxBatchSize = queue.Integer("max_batch_size"),
        MaxCoalescingDelay = TimeSpan.FromSeconds(queue.Number("max_coalescing_delay")),
        MaxEntries = queue.Integer("max_entries"),
        MaxBytes = queue.IntegerOrNull("max_bytes"),
        InitialRetryDelay = TimeSpan.FromSeconds(queue.Number("initial_retry_delay")),
        MaxRetryDelay = TimeSpan.FromSeconds(queue.Number("max_retry_delay")),
        MaxRetryTime = queue.Number("max_retry_time") is var seconds && seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue,
        Concurrency = queue.Integer("concurrency_limit") == 1 ? 1 : MostAtOnce,
    };
}
