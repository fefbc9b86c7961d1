using System.Text.Json;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

/// <summary>A row of <c>sessions</c>. The counts live in columns of their own, since they change with every trace.</summary>
internal sealed class SessionRow
{
    public const string Columns =
        "id, control_plane_id, name, state, created_by, created_at, expires_at, max_traces, trace_count, rejected_count, last_event_id, closed, body, nodes, wrapped_key, master_key_id";

    public const string Values =
        "@Id, @ControlPlaneId, @Name, @State, @CreatedBy, @CreatedAt, @ExpiresAt, @MaxTraces, @TraceCount, @RejectedCount, @LastEventId, @Closed, @Body, @Nodes, @WrappedKey, @MasterKeyId";

    public string Id { get; init; } = "";

    public string ControlPlaneId { get; init; } = "";

    public string Name { get; init; } = "";

    public string State { get; init; } = "";

    public string CreatedBy { get; init; } = "";

    public long CreatedAt { get; init; }

    public long ExpiresAt { get; init; }

    public int MaxTraces { get; init; }

    public int TraceCount { get; init; }

    public int RejectedCount { get; init; }

    public long LastEventId { get; init; }

    public bool Closed { get; init; }

    public string Body { get; init; } = "";

    public string Nodes { get; init; } = "";

    public byte[] WrappedKey { get; init; } = [];

    public string MasterKeyId { get; init; } = "";

    public static SessionRow From(SessionRecord record) => new()
    {
        Id = record.Session.Id.Text(),
        ControlPlaneId = record.ControlPlaneId.Text(),
        Name = record.Session.Name,
        State = record.Session.State.ToString(),
        CreatedBy = record.Session.CreatedBy,
        CreatedAt = record.Session.CreatedAt.Millis(),
        ExpiresAt = record.Session.ExpiresAt.Millis(),
        MaxTraces = record.Session.MaxTraces,
        LastEventId = record.LastEventId,
        Closed = record.Closed,
        Body = JsonSerializer.Serialize(record.Session, StorageJson.Default.DebugSession),
        Nodes = JsonSerializer.Serialize(record.Nodes, StorageJson.Default.ImmutableArraySessionNode),
        WrappedKey = record.WrappedKey,
        MasterKeyId = record.MasterKeyId,
    };

    public SessionRecord ToRecord()
    {
        var nodes = JsonSerializer.Deserialize(Nodes, StorageJson.Default.ImmutableArraySessionNode);
        return new SessionRecord
        {
            ControlPlaneId = Guid.Parse(ControlPlaneId),
            Session = JsonSerializer.Deserialize(Body, StorageJson.Default.DebugSession)! with
            {
                TraceCount = TraceCount,
                DroppedCount = RejectedCount + nodes.Sum(node => node.Dropped),
                DataPlaneNodes = [.. nodes.Select(node => node.ToPublic())],
            },
            Nodes = nodes,
            WrappedKey = WrappedKey,
            MasterKeyId = MasterKeyId,
            LastEventId = LastEventId,
            Closed = Closed,
        };
    }
}
