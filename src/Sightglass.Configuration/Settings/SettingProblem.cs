namespace Sightglass.Configuration.Settings;

/// <summary>Something wrong with a setting, or worth a warning.</summary>
/// <param name="Name">The setting as it was written.</param>
/// <param name="Origin">Where, for example <c>sightglass.conf, line 3</c>, <c>environment KONG_PREFIX</c>, <c>--prefix</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record SettingProblem(string Name, string Origin, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Origin.Length == 0 ? $"{Name}: {Message}" : $"{Origin}: {Name}: {Message}";
}
