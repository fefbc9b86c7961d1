namespace Sightglass.Configuration.Settings;

/// <summary>A setting as it is in effect.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as text; masked for a secret.</param>
/// <param name="Origin">Where it came from, for example <c>sightglass.conf, line 3</c> or <c>default</c>.</param>
public sealed record EffectiveSetting(string Name, string Value, string Origin);
