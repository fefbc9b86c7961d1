using System.Globalization;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.CorrelationId;

/// <summary>One random UUID per plugin instance, followed by <c>#</c> and the number of the request.</summary>
internal sealed class CounterGenerator : IIdGenerator
{
    private readonly string _uuid = Guid.NewGuid().ToString("D");
    private long _count;

    public string Next(PluginContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"{_uuid}#{Interlocked.Increment(ref _count)}");
}
