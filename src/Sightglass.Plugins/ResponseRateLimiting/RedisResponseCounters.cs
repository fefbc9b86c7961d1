using System.Globalization;
using System.Text;
using Sightglass.Plugins.RateLimiting;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;

namespace Sightglass.Plugins.ResponseRateLimiting;

/// <summary>Counters in Redis, shared by all nodes: read with one round trip before the response, written with one after it.</summary>
internal sealed class RedisResponseCounters(SharedClients<RedisOptions, RedisClient>.Lease redis) : IResponseCounters, IAsyncDisposable
{
    public async ValueTask<Usage[]> ReadAsync(PluginContext context, CounterOwner owner, NamedLimits[] limits, DateTimeOffset now)
    {
        var commands = new List<RedisCommand>();
        foreach (var named in limits)
        {
            foreach (var limit in named.Limits)
            {
                commands.Add(new RedisCommand("GET", owner.Key(named.Name, limit.Period, Periods.WindowStart(limit.Period, now))));
            }
        }

        var replies = await redis.Client.ExecuteAsync(context.IoScope(), commands.ToArray(), context.Aborted).ConfigureAwait(false);
        var usages = new Usage[limits.Length];
        var next = 0;
        for (var i = 0; i < limits.Length; i++)
        {
            for (var j = 0; j < limits[i].Limits.Length; j++)
            {
                usages[i][j] = Number(replies[next++]);
            }
        }

        return usages;
    }

    public async ValueTask AddAsync(PluginContext context, CounterOwner owner, NamedLimits limits, DateTimeOffset now, long amount)
    {
        var commands = new RedisCommand[limits.Limits.Length * 2];
        for (var i = 0; i < limits.Limits.Length; i++)
        {
            var period = limits.Limits[i].Period;
            var key = owner.Key(limits.Name, period, Periods.WindowStart(period, now));
            commands[2 * i] = new RedisCommand("INCRBY", key, amount.ToString(CultureInfo.InvariantCulture));
            commands[(2 * i) + 1] = new RedisCommand("EXPIRE", key, Encoding.ASCII.GetString(RedisTtl.Text(period).Span));
        }

        // The client is gone when its response has been sent, which is when this is counted.
        await redis.Client.ExecuteAsync(context.IoScope(), commands, CancellationToken.None).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private static long Number(RedisValue reply)
    {
        if (reply.IsError)
        {
            throw new PluginIoException(PluginIoError.Refused, $"redis: {reply.AsText()}");
        }

        return reply.IsNull ? 0 : long.Parse(reply.AsText()!, NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
