using Sightglass.Plugins.RateLimiting;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.ResponseRateLimiting;

/// <summary>Counters in this process.</summary>
internal sealed class LocalResponseCounters(LocalCounters counters) : IResponseCounters
{
    public ValueTask<Usage[]> ReadAsync(PluginContext context, CounterOwner owner, NamedLimits[] limits, DateTimeOffset now) =>
        ValueTask.FromResult(Array.ConvertAll(limits, named => counters.Peek(owner.Scope(named.Name), named.Limits, now)));

    public ValueTask AddAsync(PluginContext context, CounterOwner owner, NamedLimits limits, DateTimeOffset now, long amount)
    {
        counters.Add(owner.Scope(limits.Name), limits.Limits, now, amount);
        return default;
    }
}
