using System.Text.Json.Nodes;

namespace Sightglass.Gateway.Admin.Peers;

/// <summary>Health in the field's words.</summary>
internal static class HealthJson
{
    public static string Text(PeerHealth health) => health switch
    {
        PeerHealth.Healthy => "HEALTHY",
        PeerHealth.Unhealthy => "UNHEALTHY",
        PeerHealth.HealthchecksOff => "HEALTHCHECKS_OFF",
        _ => "DNS_ERROR",
    };

    /// <summary>The <c>data</c> of a target.</summary>
    public static JsonObject Of(TargetHealth target)
    {
        var total = target.Addresses.Sum(a => a.Weight);
        var unavailable = target.Addresses.Where(a => a.Health is PeerHealth.Unhealthy or PeerHealth.DnsError).Sum(a => a.Weight);
        return new JsonObject
        {
            ["host"] = target.Host,
            ["port"] = target.Port,
            ["dns"] = target.Dns,
            ["nodeWeight"] = target.Weight,
            ["weight"] = new JsonObject { ["total"] = total, ["available"] = total - unavailable, ["unavailable"] = unavailable },
            ["addresses"] = new JsonArray([.. target.Addresses.Select(a => (JsonNode)new JsonObject
            {
                ["ip"] = a.Ip, ["port"] = a.Port, ["weight"] = a.Weight, ["health"] = Text(a.Health),
            })]),
        };
    }
}
