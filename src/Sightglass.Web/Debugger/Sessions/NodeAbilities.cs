using Sightglass.Cluster;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>What a node can capture, in words.</summary>
internal static class NodeAbilities
{
    private static readonly (string Capability, string Word)[] Words =
    [
        (Capabilities.DebugTraces, "traces"),
        (Capabilities.DebugLookback, "finished requests"),
        (Capabilities.DebugLogs, "logs"),
        (Capabilities.DebugPayloadClient, "client payloads"),
        (Capabilities.DebugPayloadUpstream, "upstream payloads"),
        (Capabilities.DebugPayloadPlugins, "plugin payloads"),
        (Capabilities.DebugPayloadThirdParty, "third-party payloads"),
    ];

    public static string Describe(Node node)
    {
        var known = Words.Where(w => node.Capabilities.Contains(w.Capability)).Select(w => w.Word).ToList();
        return known.Count == 0 ? "captures nothing: update the node" : "captures " + string.Join(", ", known);
    }

    public static bool LooksBack(Node node) => node.Capabilities.Contains(Capabilities.DebugLookback);

    public static bool RecordsTraces(Node node) => node.Capabilities.Contains(Capabilities.DebugTraces);
}
