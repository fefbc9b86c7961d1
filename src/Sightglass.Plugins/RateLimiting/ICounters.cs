using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>Counts requests. What is asynchronously disposable belongs to one handler and goes with it.</summary>
internal interface ICounters
{
    /// <summary>Says how many requests came before this one in each limit's window, and counts this one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scope">Whose requests.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="now">The instant that decides the windows.</param>
    /// <exception cref="PluginSdk.Io.PluginIoException">The store cannot be reached.</exception>
    ValueTask<Usage> CountAsync(PluginContext context, CounterScope scope, Limit[] limits, DateTimeOffset now);
}
