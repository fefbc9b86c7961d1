using System.Globalization;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>Whose requests are counted together.</summary>
/// <param name="Route">The route the plugin is scoped to, or zero.</param>
/// <param name="Service">The service the plugin is scoped to, or zero.</param>
/// <param name="Id">The consumer, credential or service; zero when <paramref name="Text"/> counts.</param>
/// <param name="Text">An address, header value or path.</param>
internal readonly record struct CounterScope(Guid Route, Guid Service, Guid Id, string? Text)
{
    /// <summary>The key of one window in a shared store.</summary>
    public string Key(Period period, long windowStart) => string.Create(
        CultureInfo.InvariantCulture,
        $"ratelimit:{Route:D}:{Service:D}:{Text ?? Id.ToString("D")}:{windowStart}:{Periods.Name(period)}");
}
