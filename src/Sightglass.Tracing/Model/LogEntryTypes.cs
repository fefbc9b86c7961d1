namespace Sightglass.Tracing.Model;

/// <summary>The names of the types of log entries.</summary>
public static class LogEntryTypes
{
    /// <summary>The type's name: gateway, plugin, access or error.</summary>
    public static string Text(LogEntryType type) => type switch
    {
        LogEntryType.Gateway => "gateway",
        LogEntryType.Plugin => "plugin",
        LogEntryType.Access => "access",
        _ => "error",
    };

    /// <summary>Finds a type by its name, in any case.</summary>
    public static bool TryParse(string text, out LogEntryType type) =>
        Enum.TryParse(text, ignoreCase: true, out type) && Text(type).Equals(text, StringComparison.OrdinalIgnoreCase);
}
