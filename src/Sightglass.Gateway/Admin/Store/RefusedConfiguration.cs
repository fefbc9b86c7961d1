using System.Text.Json.Nodes;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Admin.Store;

/// <summary>What the gateway said of a configuration it cannot serve, as the <c>fields</c> of an answer.</summary>
internal static class RefusedConfiguration
{
    public static JsonObject Fields(SnapshotException refused) => new()
    {
        ["@entity"] = new JsonArray([.. refused.Errors.Select(error => (JsonNode)error)]),
    };
}
