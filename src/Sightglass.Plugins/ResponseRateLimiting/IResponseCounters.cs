using Sightglass.Plugins.RateLimiting;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.ResponseRateLimiting;

/// <summary>Counts what responses say that they cost.</summary>
internal interface IResponseCounters
{
    /// <summary>How much was counted, for each name by the position of its limits.</summary>
    /// <exception cref="PluginSdk.Io.PluginIoException">The store cannot be reached.</exception>
    ValueTask<Usage[]> ReadAsync(PluginContext context, CounterOwner owner, NamedLimits[] limits, DateTimeOffset now);

    /// <summary>Counts so much for a name.</summary>
    /// <exception cref="PluginSdk.Io.PluginIoException">The store cannot be reached.</exception>
    ValueTask AddAsync(PluginContext context, CounterOwner owner, NamedLimits limits, DateTimeOffset now, long amount);
}
