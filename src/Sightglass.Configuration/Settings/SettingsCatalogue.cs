using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Sightglass.Configuration.Settings.Groups;

namespace Sightglass.Configuration.Settings;

/// <summary>All settings of a gateway: what is read, what is documented and what an unknown name is compared with.</summary>
public static class SettingsCatalogue
{
    /// <summary>The settings, grouped as they are documented.</summary>
    public static ImmutableArray<SettingGroup> Groups { get; } =
    [
        GeneralGroup.Group, ListenerGroup.Group, ClientGroup.Group, ResponseGroup.Group, UpstreamGroup.Group, DnsGroup.Group, ClusterGroup.Group,
    ];

    /// <summary>The same in one list.</summary>
    public static ImmutableArray<Setting> All { get; } = [.. Groups.SelectMany(g => g.Settings)];

    private static readonly FrozenDictionary<string, Setting> ByName = All
        .SelectMany(s => s.Aliases.Prepend(s.Name).Select(n => KeyValuePair.Create(n, s)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The setting of that name or alias, or null.</summary>
    public static Setting? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The name nearest to one that does not exist; null if none is near.</summary>
    public static string? Nearest(string name) => NearestName.Of(name, ByName.Keys);

    /// <summary>The docs page.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder(SettingsPage.Introduction);
        foreach (var group in Groups)
        {
            page.Append("\n## ").Append(group.Title).Append("\n\n| setting | default | accepts | meaning |\n| --- | --- | --- | --- |\n");
            foreach (var setting in group.Settings)
            {
                page.Append("| `").Append(setting.Name).Append("` | ")
                    .Append(setting.Default.Length == 0 ? "–" : $"`{setting.Default}`").Append(" | ")
                    .Append(setting.Accepts).Append(" | ").Append(setting.Description)
                    .Append(setting.Aliases.Count == 0 ? "" : $" Also `{string.Join("`, `", setting.Aliases)}`.").Append(" |\n");
            }
        }

        return page.ToString();
    }
}
