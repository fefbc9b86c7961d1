namespace Sightglass.Configuration.Settings;

/// <summary>Reads a written value.</summary>
/// <param name="text">The value, trimmed; empty when it was set to nothing.</param>
/// <param name="value">What it means.</param>
/// <returns>What is wrong and what was expected, or null.</returns>
internal delegate string? SettingReader<T>(string text, out T value);

/// <summary>A setting with its type.</summary>
internal sealed class SettingOf<T>(SettingReader<T> read) : Setting
{
    internal override string? Read(string text, out object? value)
    {
        var problem = read(text, out var typed);
        value = typed;
        return problem;
    }
}
