namespace Sightglass.Configuration.Settings.Groups;

/// <summary>Short forms for the catalogue.</summary>
internal static class Define
{
    public const string OnOff = "on, off";
    public const string Seconds = "seconds, fractions allowed";
    public const string Duration = "seconds, or with ms, s, m, h";
    public const string Bytes = "bytes, or with k, m, g";

    public static SettingOf<T> Setting<T>(
        string name, SettingReader<T> read, string value, string accepts, string description,
        bool secret = false, params string[] aliases) => new(read)
        {
            Name = name,
            Default = value,
            Accepts = accepts,
            Description = description,
            Secret = secret,
            Aliases = aliases,
        };
}
