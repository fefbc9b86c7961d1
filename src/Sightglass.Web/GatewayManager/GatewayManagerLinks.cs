namespace Sightglass.Web.GatewayManager;

/// <summary>Addresses of the Gateway Manager's pages.</summary>
internal static class GatewayManagerLinks
{
    public const string Planes = "/gateway-manager";

    public static string Plane(Guid plane) => $"{Planes}/{plane}";

    public static string Nodes(Guid plane) => Plane(plane) + "/nodes";

    public static string Services(Guid plane) => Plane(plane) + "/services";

    public static string Routes(Guid plane) => Plane(plane) + "/routes";

    public static string Plugins(Guid plane) => Plane(plane) + "/plugins";

    public static string Service(Guid plane, Guid service) => $"{Services(plane)}/{service}";

    public static string Route(Guid plane, Guid route) => $"{Routes(plane)}/{route}";
}
