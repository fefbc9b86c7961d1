using System.Text.Json.Nodes;
using Sightglass.Gateway.Health;

namespace Sightglass.Gateway.Admin.Peers;

/// <summary>Health as the Admin API shows it.</summary>
internal static class HealthJson
{
    /// <summary>The <c>data</c> of a target.</summary>
    public static JsonObject Of(TargetHealthReport target) => new()
    {
        ["host"] = target.Host,
        ["port"] = target.Port,
        ["dns"] = target.Dns,
        ["nodeWeight"] = target.Target.Weight,
        ["weight"] = new JsonObject
        {
            ["total"] = target.TotalWeight,
            ["available"] = target.AvailableWeight,
            ["unavailable"] = target.UnavailableWeight,
        },
        ["addresses"] = new JsonArray([.. target.Addresses.Select(a => (JsonNode)new JsonObject
        {
            ["ip"] = a.Ip, ["port"] = a.Port, ["weight"] = a.Weight, ["health"] = a.Status.ToApiName(),
        })]),
    };
}
