using Microsoft.Extensions.Logging;

namespace Sightglass.ControlPlane.Nodes;

internal static partial class NodesLog
{
    [LoggerMessage(EventId = 3301, EventName = nameof(NodeRefused), Level = LogLevel.Warning, Message = "A node at {Address} (certificate {Fingerprint}) was refused: {Reason}")]
    public static partial void NodeRefused(this ILogger logger, string address, string fingerprint, string reason);

    [LoggerMessage(EventId = 3302, EventName = nameof(NodeConnected), Level = LogLevel.Information, Message = "Node {NodeId} ({Hostname}, {Version}) joined control plane {ControlPlaneId}")]
    public static partial void NodeConnected(this ILogger logger, Guid nodeId, string hostname, string version, Guid controlPlaneId);

    [LoggerMessage(EventId = 3303, EventName = nameof(NodeDisconnected), Level = LogLevel.Information, Message = "Node {NodeId} left control plane {ControlPlaneId}: {Reason}")]
    public static partial void NodeDisconnected(this ILogger logger, Guid nodeId, Guid controlPlaneId, string reason);

    [LoggerMessage(EventId = 3304, EventName = nameof(NodeReplaced), Level = LogLevel.Warning, Message = "Node {NodeId} connected again; its earlier connection is closed")]
    public static partial void NodeReplaced(this ILogger logger, Guid nodeId);

    [LoggerMessage(EventId = 3305, EventName = nameof(ConfigApplied), Level = LogLevel.Information, Message = "Node {NodeId} serves by configuration {Hash}")]
    public static partial void ConfigApplied(this ILogger logger, Guid nodeId, string hash);

    [LoggerMessage(EventId = 3306, EventName = nameof(ConfigRefused), Level = LogLevel.Error, Message = "Node {NodeId} refused configuration {Hash}: {Errors}")]
    public static partial void ConfigRefused(this ILogger logger, Guid nodeId, string hash, string errors);

    [LoggerMessage(EventId = 3307, EventName = nameof(ConfigNotSent), Level = LogLevel.Warning, Message = "The configuration could not be sent to node {NodeId}: {Reason}")]
    public static partial void ConfigNotSent(this ILogger logger, Guid nodeId, string reason);

    [LoggerMessage(EventId = 3308, EventName = nameof(NodeWorkFailed), Level = LogLevel.Error, Message = "Work for node {NodeId} failed")]
    public static partial void NodeWorkFailed(this ILogger logger, Exception exception, Guid nodeId);
}
