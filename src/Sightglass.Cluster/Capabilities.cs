namespace Sightglass.Cluster;

/// <summary>What a node can do, as it says in <c>hello</c>. A node without the capability a session needs is named in the session.</summary>
public static class Capabilities
{
    /// <summary>Records traces for debug sessions.</summary>
    public const string DebugTraces = "debug.traces";

    /// <summary>Keeps finished requests and gives them to sessions that look back.</summary>
    public const string DebugLookback = "debug.lookback";

    /// <summary>Captures its logs for debug sessions.</summary>
    public const string DebugLogs = "debug.logs";

    /// <summary>Captures client requests and responses for debug sessions.</summary>
    public const string DebugPayloadClient = "debug.payload.client";

    /// <summary>Captures what goes to and comes from upstreams.</summary>
    public const string DebugPayloadUpstream = "debug.payload.upstream";

    /// <summary>Captures what goes into and comes out of plugins.</summary>
    public const string DebugPayloadPlugins = "debug.payload.plugins";

    /// <summary>Captures plugins' calls to third parties.</summary>
    public const string DebugPayloadThirdParty = "debug.payload.third_party";

    /// <summary>Takes <c>config.update</c> as a delta against the configuration it has.</summary>
    public const string ConfigDelta = "config.delta";
}
