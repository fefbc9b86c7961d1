namespace Sightglass.Cluster;

/// <summary>Names and addresses both sides agree on.</summary>
public static class ClusterProtocol
{
    /// <summary>Where the channel is, on the cluster port.</summary>
    public const string RpcPath = "/v1/rpc";

    /// <summary>The WebSocket subprotocol; a peer that does not speak it is refused.</summary>
    public const string SubProtocol = "sightglass.rpc.v1";

    /// <summary>Where traces go, on the telemetry port: OTLP/HTTP protobuf.</summary>
    public const string TracesPath = "/v1/traces";

    /// <summary>Where logs go, on the telemetry port: OTLP/HTTP protobuf.</summary>
    public const string LogsPath = "/v1/logs";

    /// <summary>Resource attribute that lists the debug sessions the spans below it are for.</summary>
    public const string SessionIdsAttribute = "sightglass.session.ids";

    /// <summary>Response header that says in words why a node was refused.</summary>
    public const string RefusedReasonHeader = "Sightglass-Refused-Reason";

    /// <summary>Domain of the names under which a control plane is addressed on the shared cluster and telemetry ports.</summary>
    public const string ServerNameDomain = "sightglass";

    /// <summary>Default seconds between two heartbeats of a node; it is offline after three without one.</summary>
    public const int DefaultHeartbeatSeconds = 10;

    /// <summary>
    /// The TLS server name (SNI) of a control plane on the cluster port: the first ten hex digits of its id, then
    /// <c>.cp.sightglass</c>.
    /// </summary>
    public static string ServerName(Guid controlPlaneId) => $"{Prefix(controlPlaneId)}.cp.{ServerNameDomain}";

    /// <summary>The TLS server name of a control plane on the telemetry port.</summary>
    public static string TelemetryServerName(Guid controlPlaneId) => $"{Prefix(controlPlaneId)}.tp.{ServerNameDomain}";

    /// <summary>First ten hex digits of a control plane's id: the label under which it is addressed.</summary>
    public static string Prefix(Guid controlPlaneId) => controlPlaneId.ToString("N")[..10];
}
