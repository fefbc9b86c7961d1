using System.Collections.Immutable;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>What a control plane is fed by and feeds.</summary>
public static class ClusterType
{
    /// <summary>Hybrid data planes; the default.</summary>
    public const string Hybrid = "CLUSTER_TYPE_CONTROL_PLANE";

    /// <summary>Fed by an ingress controller; entities are read-only in the web interface.</summary>
    public const string IngressController = "CLUSTER_TYPE_K8S_INGRESS_CONTROLLER";

    /// <summary>The types this version can run.</summary>
    public static readonly ImmutableArray<string> Available = [Hybrid, IngressController];
}
