using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins;
using Sightglass.PluginSdk.Loading;

namespace Sightglass.Roles;

/// <summary>The plugins that configurations are checked by where none runs: those that come with the program, and those of libraries.</summary>
internal static class KnownPlugins
{
    /// <summary>Their schemas.</summary>
    /// <param name="libraries">Assembly files.</param>
    /// <exception cref="PluginLibraryException">A library cannot be used, or there are two plugins of one name.</exception>
    public static PluginSchemas Schemas(ImmutableArray<string> libraries)
    {
        ImmutableArray<PluginSchema> all = [.. BundledPlugins.All.Concat(PluginLibraries.Load(libraries)).Select(plugin => plugin.ToSchema())];
        return all.GroupBy(schema => schema.Name).FirstOrDefault(group => group.Skip(1).Any()) is { } twice
            ? throw new PluginLibraryException($"there are two plugins '{twice.Key}'")
            : new PluginSchemas(all);
    }
}
