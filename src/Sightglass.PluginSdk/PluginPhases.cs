namespace Sightglass.PluginSdk;

/// <summary>The phases a plugin takes part in (gateway.md 4). A plugin is entered only in those it names.</summary>
[Flags]
public enum PluginPhases
{
    /// <summary>No phase.</summary>
    None = 0,

    /// <summary>During a TLS handshake, before the certificate is chosen; global instances only.</summary>
    Certificate = 1,

    /// <summary>Every request, before routing; global instances only.</summary>
    Rewrite = 2,

    /// <summary>After routing, before an upstream is chosen.</summary>
    Access = 4,

    /// <summary>After the whole upstream response was read; asks for buffering. Not together with HeaderFilter or BodyFilter.</summary>
    Response = 8,

    /// <summary>Before the response's headers go to the client.</summary>
    HeaderFilter = 16,

    /// <summary>For each piece of the response's body.</summary>
    BodyFilter = 32,

    /// <summary>After the last byte.</summary>
    Log = 64,
}
