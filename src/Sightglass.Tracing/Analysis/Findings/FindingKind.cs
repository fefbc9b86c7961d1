namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>What a finding is about.</summary>
public enum FindingKind
{
    /// <summary>No route matched the request.</summary>
    NoRoute,

    /// <summary>A plugin ended the request.</summary>
    PluginEndedRequest,

    /// <summary>A plugin failed.</summary>
    PluginFailed,

    /// <summary>The gateway, or the upstream, answered with a server error.</summary>
    ServerError,

    /// <summary>An attempt at an upstream failed.</summary>
    UpstreamAttemptFailed,

    /// <summary>A name could not be resolved.</summary>
    DnsFailed,

    /// <summary>Resolving a name took long.</summary>
    DnsSlow,

    /// <summary>A call that a plugin made failed.</summary>
    CallFailed,

    /// <summary>One plugin takes most of the gateway's own time.</summary>
    PluginDominates,

    /// <summary>Most of the time goes to calls of plugins.</summary>
    ThirdPartyDominates,

    /// <summary>Most of the time goes to the upstream.</summary>
    UpstreamDominates,

    /// <summary>The client sends slowly.</summary>
    ClientSendsSlowly,

    /// <summary>The client reads slowly.</summary>
    ClientReadsSlowly,

    /// <summary>A connection was made anew although one could have been kept.</summary>
    NoKeepAlive,

    /// <summary>The client's TLS session was not resumed.</summary>
    TlsNotResumed,

    /// <summary>The request was given up half way.</summary>
    Cut,

    /// <summary>The trace has gaps: spans did not fit.</summary>
    SpansDropped,
}
