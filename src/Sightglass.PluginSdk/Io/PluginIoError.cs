namespace Sightglass.PluginSdk.Io;

/// <summary>Which step of a plugin's call failed.</summary>
public enum PluginIoError
{
    /// <summary>The name could not be resolved.</summary>
    NameResolution,

    /// <summary>No connection: refused, unreachable.</summary>
    Connect,

    /// <summary>The TLS handshake failed, or the certificate is not trusted.</summary>
    Tls,

    /// <summary>The time allowed for the call was over.</summary>
    Timeout,

    /// <summary>The connection broke while it was used.</summary>
    Closed,

    /// <summary>The peer did not follow the protocol.</summary>
    Protocol,

    /// <summary>The answer is larger than allowed.</summary>
    TooLarge,

    /// <summary>The peer refused: wrong password, unknown database.</summary>
    Refused,
}
