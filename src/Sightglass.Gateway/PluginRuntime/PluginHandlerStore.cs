using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>
/// Makes handlers and keeps them while a configuration uses them. An instance that a new configuration leaves as it was keeps its handler,
/// and so what it holds: counters, caches, connections.
/// </summary>
internal sealed class PluginHandlerStore(IEnumerable<Plugin> plugins, PluginServices services, ILogger<PluginHandlerStore> logger)
{
    private readonly Dictionary<string, Plugin> _plugins = plugins.ToDictionary(static plugin => plugin.Name, StringComparer.Ordinal);
    private readonly List<Lease> _leases = [];
    private readonly Lock _lock = new();

    public IReadOnlyCollection<Plugin> Plugins => _plugins.Values;

    /// <summary>Gives an entry for each enabled instance that serves HTTP traffic, made or kept. To be given back with <see cref="ReleaseAsync"/>.</summary>
    public IReadOnlyList<PluginEntry> Acquire(IEnumerable<PluginConfig> configs, List<string> errors)
    {
        var entries = new List<PluginEntry>();
        lock (_lock)
        {
            foreach (var config in configs)
            {
                if (config.Enabled && config.Protocols.Any(static protocol => protocol is "http" or "https" or "grpc" or "grpcs"))
                {
                    if (Acquire(config, errors) is { } entry)
                    {
                        entries.Add(entry);
                    }
                }
            }
        }

        return entries;
    }

    /// <summary>Gives entries back; handlers that no configuration uses any more are released.</summary>
    public async ValueTask ReleaseAsync(IReadOnlyList<PluginEntry> entries)
    {
        var unused = new List<PluginEntry>();
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                var lease = _leases.Find(lease => ReferenceEquals(lease.Entry, entry));
                if (lease is not null && --lease.Users == 0)
                {
                    _leases.Remove(lease);
                    unused.Add(entry);
                }
            }
        }

        foreach (var entry in unused)
        {
            try
            {
                await entry.Handler.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                logger.HandlerDisposeFailed(exception, entry.Plugin.Name, entry.Instance.Id);
            }
        }
    }

    private PluginEntry? Acquire(PluginConfig config, List<string> errors)
    {
        var kept = _leases.Find(lease => IsSame(lease.Entry.Instance, config));
        if (kept is not null)
        {
            kept.Users++;
            return kept.Entry;
        }

        if (!_plugins.TryGetValue(config.Name, out var plugin))
        {
            errors.Add($"plugin '{config.Name}' ({config.Id}): plugin '{config.Name}' not enabled; add it to the 'plugins' configuration property");
            return null;
        }

        try
        {
            var instance = new PluginInstance(config.Id, config.Name, config.Config, config.Service, config.Route, config.Consumer);
            var entry = new PluginEntry(plugin, instance, plugin.CreateHandler(instance, services));
            _leases.Add(new Lease(entry) { Users = 1 });
            return entry;
        }
        catch (Exception exception)
        {
            errors.Add($"plugin '{config.Name}' ({config.Id}): {exception.Message}");
            return null;
        }
    }

    private static bool IsSame(PluginInstance instance, PluginConfig config)
        => instance.Id == config.Id
            && instance.Name == config.Name
            && instance.RouteId == config.Route
            && instance.ServiceId == config.Service
            && instance.ConsumerId == config.Consumer
            && JsonNode.DeepEquals(instance.Config, config.Config);

    private sealed class Lease(PluginEntry entry)
    {
        public PluginEntry Entry { get; } = entry;

        public int Users { get; set; }
    }
}
