using Sightglass.PluginSdk;

namespace Sightglass.Plugins.CorrelationId;

/// <summary>A random UUID for each request.</summary>
internal sealed class UuidGenerator : IIdGenerator
{
    public string Next(PluginContext context) => Guid.NewGuid().ToString("D");
}
