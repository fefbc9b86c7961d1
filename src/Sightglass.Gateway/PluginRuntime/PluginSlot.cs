using System.Collections.Frozen;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>The place of one plugin name in a plan: which of its instances serves depends at most on the consumer.</summary>
/// <param name="Common">The instance without a consumer's scope; null if there is none.</param>
/// <param name="ByConsumer">Instances that win for certain consumers; null if there are none.</param>
internal sealed record PluginSlot(PluginEntry? Common, FrozenDictionary<Guid, PluginEntry>? ByConsumer)
{
    public PluginEntry? Resolve(Guid? consumer)
        => ByConsumer is not null && consumer is { } id && ByConsumer.TryGetValue(id, out var entry) ? entry : Common;
}
