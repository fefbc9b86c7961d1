namespace Sightglass.PluginSdk.Logging;

/// <summary>When a field of the log record is written.</summary>
public enum LogFieldMode
{
    /// <summary>Always.</summary>
    Set,

    /// <summary>Only when the record has no such field.</summary>
    Add,

    /// <summary>Only when the record has such a field.</summary>
    Replace,
}
