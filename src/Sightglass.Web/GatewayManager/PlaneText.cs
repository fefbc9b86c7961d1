using Sightglass.ControlPlane.ControlPlanes;

namespace Sightglass.Web.GatewayManager;

/// <summary>Control planes in words.</summary>
internal static class PlaneText
{
    public static string FedBy(ControlPlaneInfo plane) =>
        plane.Config.ClusterType == ClusterType.IngressController ? "Ingress controller" : "API";
}
