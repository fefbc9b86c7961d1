using System.Text.Json;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Makes the events that are stored.</summary>
internal static class SessionEvents
{
    public static SessionEventRecord Session(DebugSession session) =>
        new(SessionEventRecord.SessionType, JsonSerializer.Serialize(session, StorageJson.Default.DebugSession));

    public static SessionEventRecord Node(DataPlaneNode node) =>
        new(SessionEventRecord.NodeType, JsonSerializer.Serialize(node, StorageJson.Default.DataPlaneNode));

    public static SessionEventRecord End(EndReason reason) =>
        new(SessionEventRecord.EndType, JsonSerializer.Serialize(reason, StorageJson.Default.EndReason));
}
