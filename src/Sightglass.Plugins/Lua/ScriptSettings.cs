using System.Collections.Immutable;
using System.Globalization;
using Sightglass.Configuration.Settings;

namespace Sightglass.Plugins.Lua;

/// <summary>Settings as scripts see them (<c>kong.configuration</c>): true and false, numbers, lists, texts. Those without a value are not there.</summary>
internal static class ScriptSettings
{
    public static Dictionary<string, object?> Of(ImmutableArray<EffectiveSetting> settings)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            if (setting.Value.Length > 0)
            {
                values[setting.Name] = Value(setting);
            }
        }

        return values;
    }

    private static object Value(EffectiveSetting setting) => setting.Value switch
    {
        _ when SettingsCatalogue.Find(setting.Name) is { } known && known.Accepts.StartsWith("a list of", StringComparison.Ordinal) =>
            setting.Value == "off"
                ? []
                : setting.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Cast<object?>().ToList(),
        "on" => true,
        "off" => false,
        _ when long.TryParse(setting.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(setting.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => setting.Value,
    };
}
