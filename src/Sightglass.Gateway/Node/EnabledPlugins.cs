using System.Collections.Immutable;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Node;

/// <summary>The plugins that the setting <c>plugins</c> lets configurations use.</summary>
internal static class EnabledPlugins
{
    private const string Bundled = "bundled";
    private const string Off = "off";

    /// <summary>Selects.</summary>
    /// <param name="names">The setting's words: names, <c>bundled</c> for all, <c>off</c> for none.</param>
    /// <param name="shipped">What comes with the gateway.</param>
    /// <param name="loaded">What was loaded besides; it has to be named.</param>
    /// <exception cref="NodeStartException">A name is not a plugin's, or is that of two.</exception>
    public static ImmutableArray<Plugin> Select(ImmutableArray<string> names, ImmutableArray<Plugin> shipped, ImmutableArray<Plugin> loaded)
    {
        ImmutableArray<Plugin> all = [.. shipped, .. loaded];
        if (all.GroupBy(static plugin => plugin.Name).FirstOrDefault(static group => group.Skip(1).Any()) is { } twice)
        {
            throw new NodeStartException($"plugin_libraries: there are two plugins '{twice.Key}'");
        }

        if (names is [Off])
        {
            return [];
        }

        var unknown = names.Where(name => name != Bundled && !all.Any(plugin => plugin.Name == name)).ToList();
        if (unknown.Count > 0)
        {
            throw new NodeStartException(
                $"plugins: there is no plugin {string.Join(", ", unknown.Select(static name => $"'{name}'"))}; expected {Bundled}, {Off}, or names of "
                + string.Join(", ", all.Select(static plugin => plugin.Name).Order(StringComparer.Ordinal)));
        }

        return [.. all.Where(plugin => names.Contains(plugin.Name) || (names.Contains(Bundled) && shipped.Contains(plugin)))];
    }
}
