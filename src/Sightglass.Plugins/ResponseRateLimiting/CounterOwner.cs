using System.Globalization;
using Sightglass.Plugins.RateLimiting;

namespace Sightglass.Plugins.ResponseRateLimiting;

/// <summary>Whose responses are counted together.</summary>
/// <param name="Route">The route the plugin is scoped to, or zero.</param>
/// <param name="Service">The service the plugin is scoped to, or zero.</param>
/// <param name="Identifier">A consumer, a credential or an address.</param>
internal readonly record struct CounterOwner(Guid Route, Guid Service, string Identifier)
{
    /// <summary>The scope of one name's counters in the process.</summary>
    public CounterScope Scope(string name) => new(Route, Service, Guid.Empty, $"{Identifier}:{name}");

    /// <summary>The key of one window in a shared store.</summary>
    public string Key(string name, Period period, long windowStart) => string.Create(
        CultureInfo.InvariantCulture,
        $"response-ratelimit:{Route:D}:{Service:D}:{Identifier}:{windowStart}:{name}:{Periods.Name(period)}");
}
