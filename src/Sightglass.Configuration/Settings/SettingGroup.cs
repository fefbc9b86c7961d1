using System.Collections.Immutable;

namespace Sightglass.Configuration.Settings;

/// <summary>Settings that belong together.</summary>
/// <param name="Title">The heading in the docs.</param>
/// <param name="Settings">The settings in the order they are explained.</param>
public sealed record SettingGroup(string Title, ImmutableArray<Setting> Settings);
