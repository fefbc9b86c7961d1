namespace Sightglass.Configuration.Settings;

/// <summary>The values in effect, by setting.</summary>
internal sealed class SettingValues
{
    private readonly Dictionary<Setting, object?> _values = [];

    public void Set(Setting setting, object? value) => _values[setting] = value;

    public T Get<T>(SettingOf<T> setting) => (T)_values[setting]!;
}
