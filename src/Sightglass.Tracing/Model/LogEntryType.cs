namespace Sightglass.Tracing.Model;

/// <summary>What a log entry is about.</summary>
public enum LogEntryType
{
    /// <summary>The gateway's own doings.</summary>
    Gateway,

    /// <summary>Written by a plugin.</summary>
    Plugin,

    /// <summary>The access log's line of the request.</summary>
    Access,

    /// <summary>A failure of the gateway.</summary>
    Error,
}
