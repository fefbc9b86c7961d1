using System.Collections.Frozen;
using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>
/// Compiles plans: for each plugin name the instance with the best scope (gateway.md 4.2), consumer+route+service first, global last.
/// </summary>
internal sealed class PluginPlanBuilder
{
    private readonly List<(string Name, List<PluginEntry> Entries)> _byName;

    /// <param name="entries">All enabled instances of the configuration.</param>
    public PluginPlanBuilder(IEnumerable<PluginEntry> entries)
        => _byName = [.. entries
            .GroupBy(static entry => entry.Plugin)
            .OrderByDescending(static group => group.Key.Priority)
            .ThenByDescending(static group => group.Key.Name, StringComparer.Ordinal)
            .Select(static group => (group.Key.Name, group.ToList()))];

    /// <summary>The plan of requests that no route took: global instances only.</summary>
    public PluginPlan BuildGlobal() => Build(null, null);

    /// <summary>The plan of a route and its service, if it has one.</summary>
    public PluginPlan Build(RouteConfig? route, ServiceConfig? service)
    {
        var slots = new List<PluginSlot>();
        foreach (var (_, entries) in _byName)
        {
            var common = Best(entries, route?.Id, service?.Id, null);
            var consumers = entries
                .Where(static entry => entry.Instance.ConsumerId is not null)
                .Select(static entry => entry.Instance.ConsumerId!.Value)
                .Distinct()
                .Select(consumer => (Consumer: consumer, Entry: Best(entries, route?.Id, service?.Id, consumer)))
                .Where(pair => pair.Entry is not null && pair.Entry != common)
                .ToFrozenDictionary(static pair => pair.Consumer, static pair => pair.Entry!);
            if (common is not null || consumers.Count > 0)
            {
                slots.Add(new PluginSlot(common, consumers.Count > 0 ? consumers : null));
            }
        }

        return slots.Count == 0 ? PluginPlan.Empty : new PluginPlan([.. slots]);
    }

    private static PluginEntry? Best(List<PluginEntry> entries, Guid? route, Guid? service, Guid? consumer)
    {
        PluginEntry? best = null;
        var bestRank = -1;
        foreach (var entry in entries)
        {
            var instance = entry.Instance;
            if (!Fits(instance.RouteId, route) || !Fits(instance.ServiceId, service) || !Fits(instance.ConsumerId, consumer))
            {
                continue;
            }

            var rank = Rank(instance.ConsumerId is not null, instance.RouteId is not null, instance.ServiceId is not null);
            if (rank > bestRank)
            {
                best = entry;
                bestRank = rank;
            }
        }

        return best;
    }

    private static bool Fits(Guid? scope, Guid? actual) => scope is null || scope == actual;

    private static int Rank(bool consumer, bool route, bool service) => (consumer, route, service) switch
    {
        (true, true, true) => 7,
        (true, true, false) => 6,
        (true, false, true) => 5,
        (false, true, true) => 4,
        (true, false, false) => 3,
        (false, true, false) => 2,
        (false, false, true) => 1,
        _ => 0,
    };
}
