namespace Sightglass.Tracing.Codec;

/// <summary>Names on the wire that are not span attributes.</summary>
internal static class OtlpNames
{
    public const string ServiceName = "service.name";
    public const string ServiceInstanceId = "service.instance.id";
    public const string HostName = "host.name";
    public const string NodeId = "kong.node.id";
    public const string ControlPlaneId = "kong.control_plane.id";
    public const string SessionIds = "sightglass.session.ids";
    public const string LogType = "sightglass.log.type";
    public const string LogSource = "sightglass.log.source";
    public const string Scope = "sightglass";
}
