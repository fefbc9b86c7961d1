using System.Text;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>Counters in Redis, shared by all nodes: one script call for each request. Refused requests are counted, too.</summary>
internal sealed class RedisCounters(SharedClients<RedisOptions, RedisClient>.Lease redis) : ICounters, IAsyncDisposable
{
    private static readonly RedisScript Increment = new(
        """
        local counts = {}
        for i = 1, #KEYS do
          counts[i] = redis.call('INCR', KEYS[i])
          if counts[i] == 1 then
            redis.call('EXPIRE', KEYS[i], ARGV[i])
          end
        end
        return counts
        """);

    public async ValueTask<Usage> CountAsync(PluginContext context, CounterScope scope, Limit[] limits, DateTimeOffset now)
    {
        var keys = new ReadOnlyMemory<byte>[limits.Length];
        var lengths = new ReadOnlyMemory<byte>[limits.Length];
        for (var i = 0; i < limits.Length; i++)
        {
            var period = limits[i].Period;
            keys[i] = Encoding.UTF8.GetBytes(scope.Key(period, Periods.WindowStart(period, now)));
            lengths[i] = RedisTtl.Text(period);
        }

        var reply = await redis.Client.EvalAsync(context.IoScope(), Increment, keys, lengths, context.Aborted).ConfigureAwait(false);
        if (reply.IsError || reply.Items.Count != limits.Length)
        {
            throw new PluginIoException(PluginIoError.Refused, $"redis: {reply.AsText() ?? "unexpected reply"}");
        }

        var usage = default(Usage);
        for (var i = 0; i < limits.Length; i++)
        {
            usage[i] = reply.Items[i].AsInteger() - 1;
        }

        return usage;
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
