using System.Collections.Immutable;
using Sightglass.Plugins.CorrelationId;
using Sightglass.Plugins.KeyAuth;
using Sightglass.Plugins.RequestTermination;
using Sightglass.Plugins.RequestTransformer;
using Sightglass.Plugins.ResponseTransformer;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins;

/// <summary>The plugins that come with the gateway.</summary>
public static class BundledPlugins
{
    /// <summary>One object of each, in order of execution. Some hold state of the process (counters, metrics), so make the set once.</summary>
    public static ImmutableArray<Plugin> All { get; } =
    [
        .. new Plugin[]
        {
            new CorrelationIdPlugin(),
            new KeyAuthPlugin(),
            new RequestTransformerPlugin(),
            new ResponseTransformerPlugin(),
            new RequestTerminationPlugin(),
        }.OrderByDescending(plugin => plugin.Priority).ThenByDescending(plugin => plugin.Name, StringComparer.Ordinal),
    ];
}
