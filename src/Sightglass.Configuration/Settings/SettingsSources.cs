namespace Sightglass.Configuration.Settings;

/// <summary>Where settings are read from; later ones win: file, <c>KONG_</c> variables, <c>SIGHTGLASS_</c> variables, flags.</summary>
public sealed record SettingsSources
{
    /// <summary>Name of the file, for messages.</summary>
    public string FileName { get; init; } = "sightglass.conf";

    /// <summary>Text of the file; null for none.</summary>
    public string? FileText { get; init; }

    /// <summary>Environment variables; those without one of our prefixes are not looked at.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Flags by setting name, for example <c>proxy_listen</c> for <c>--proxy-listen</c>.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>();

    /// <summary>The sources of this process.</summary>
    /// <param name="file">A settings file; null for none.</param>
    /// <param name="flags">Flags of the command line by setting name.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SettingsSources OfProcess(string? file, IReadOnlyDictionary<string, string>? flags = null) => new()
    {
        FileName = file ?? "sightglass.conf",
        FileText = file is null ? null : File.ReadAllText(file),
        Environment = System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? ""),
        Flags = flags ?? new Dictionary<string, string>(),
    };
}
