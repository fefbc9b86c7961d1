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
    /// <param name="shipped">What there is.</param>
    /// <exception cref="NodeStartException">A name is not a plugin's.</exception>
    public static ImmutableArray<Plugin> Select(ImmutableArray<string> names, ImmutableArray<Plugin> shipped)
    {
        if (names is [Off])
        {
            return [];
        }

        var unknown = names.Where(name => name != Bundled && !shipped.Any(plugin => plugin.Name == name)).ToList();
        if (unknown.Count > 0)
        {
            throw new NodeStartException(
                $"plugins: there is no plugin {string.Join(", ", unknown.Select(static name => $"'{name}'"))}; expected {Bundled}, {Off}, or names of "
                + string.Join(", ", shipped.Select(static plugin => plugin.Name).Order(StringComparer.Ordinal)));
        }

        return names.Contains(Bundled) ? shipped : [.. shipped.Where(plugin => names.Contains(plugin.Name))];
    }
}
