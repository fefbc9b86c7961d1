using Sightglass.PluginSdk;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>
/// Which plugins serve the requests of one route, in the order they run. Compiled when a configuration is built, so that a request
/// looks nothing up.
/// </summary>
internal sealed class PluginPlan
{
    public static readonly PluginPlan Empty = new([]);

    public PluginPlan(PluginSlot[] slots)
    {
        Slots = slots;
        DependsOnConsumer = slots.Any(static slot => slot.ByConsumer is not null);
        Entries = DependsOnConsumer ? [] : [.. slots.Select(static slot => slot.Common!)];
        foreach (var slot in slots)
        {
            Phases |= slot.Common?.Phases ?? PluginPhases.None;
            Authenticates |= slot.Common?.Plugin.Authenticates ?? false;
            foreach (var entry in slot.ByConsumer?.Values ?? [])
            {
                Phases |= entry.Phases;
            }
        }
    }

    public PluginSlot[] Slots { get; }

    /// <summary>Whether who the consumer is decides which instances serve; <see cref="Entries"/> is empty then.</summary>
    public bool DependsOnConsumer { get; }

    /// <summary>The instances, when they are the same for everybody.</summary>
    public PluginEntry[] Entries { get; }

    /// <summary>The phases at least one instance takes part in.</summary>
    public PluginPhases Phases { get; }

    /// <summary>Whether a plugin authenticates clients: what clients say about that themselves is then not passed on.</summary>
    public bool Authenticates { get; }

    public bool Takes(PluginPhases phase) => (Phases & phase) != 0;
}
