using System.Runtime.CompilerServices;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>Numbers of up to six windows: requests before the one at hand, by the position of the limit.</summary>
[InlineArray(Periods.Count)]
internal struct Usage
{
    private long _first;
}
