using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteNodeStore(SqliteDatabase database) : INodeStore
{
    private const string Columns = "control_plane_id, id, hostname, version, capabilities, config_hash, last_ping, created_at, updated_at";

    public Task<ImmutableArray<NodeRecord>> ListAsync(Guid controlPlaneId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<Row>($"SELECT {Columns} FROM nodes WHERE control_plane_id = @Id ORDER BY id", new { Id = controlPlaneId.Text() })
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<NodeRecord?> FindAsync(Guid controlPlaneId, Guid id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<Row>(
            $"SELECT {Columns} FROM nodes WHERE control_plane_id = @ControlPlaneId AND id = @Id",
            new { ControlPlaneId = controlPlaneId.Text(), Id = id.Text() })?.ToRecord(),
        cancellationToken);

    public Task UpsertAsync(NodeRecord record, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            $"""
            INSERT INTO nodes ({Columns})
            VALUES (@ControlPlaneId, @Id, @Hostname, @Version, @Capabilities, @ConfigHash, @LastPing, @CreatedAt, @UpdatedAt)
            ON CONFLICT (control_plane_id, id) DO UPDATE SET
                hostname = excluded.hostname, version = excluded.version, capabilities = excluded.capabilities,
                config_hash = excluded.config_hash, last_ping = excluded.last_ping, updated_at = excluded.updated_at
            """,
            Row.From(record)),
        cancellationToken);

    public Task TouchAsync(Guid controlPlaneId, Guid id, string configHash, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            """
            UPDATE nodes SET config_hash = @ConfigHash, last_ping = @At, updated_at = CASE WHEN config_hash = @ConfigHash THEN updated_at ELSE @At END
            WHERE control_plane_id = @ControlPlaneId AND id = @Id
            """,
            new { ControlPlaneId = controlPlaneId.Text(), Id = id.Text(), ConfigHash = configHash, At = at.Millis() }),
        cancellationToken);

    public Task<bool> DeleteAsync(Guid controlPlaneId, Guid id, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            "DELETE FROM nodes WHERE control_plane_id = @ControlPlaneId AND id = @Id",
            new { ControlPlaneId = controlPlaneId.Text(), Id = id.Text() }) == 1,
        cancellationToken);

    private sealed class Row
    {
        public string ControlPlaneId { get; init; } = "";

        public string Id { get; init; } = "";

        public string Hostname { get; init; } = "";

        public string Version { get; init; } = "";

        public string Capabilities { get; init; } = "";

        public string ConfigHash { get; init; } = "";

        public long LastPing { get; init; }

        public long CreatedAt { get; init; }

        public long UpdatedAt { get; init; }

        public static Row From(NodeRecord record) => new()
        {
            ControlPlaneId = record.ControlPlaneId.Text(),
            Id = record.Id.Text(),
            Hostname = record.Hostname,
            Version = record.Version,
            Capabilities = JsonSerializer.Serialize(record.Capabilities, StorageJson.Default.ImmutableArrayString),
            ConfigHash = record.ConfigHash,
            LastPing = record.LastPing.Millis(),
            CreatedAt = record.CreatedAt.Millis(),
            UpdatedAt = record.UpdatedAt.Millis(),
        };

        public NodeRecord ToRecord() => new()
        {
            ControlPlaneId = Guid.Parse(ControlPlaneId),
            Id = Guid.Parse(Id),
            Hostname = Hostname,
            Version = Version,
            Capabilities = JsonSerializer.Deserialize(Capabilities, StorageJson.Default.ImmutableArrayString),
            ConfigHash = ConfigHash,
            LastPing = SqliteValues.Time(LastPing),
            CreatedAt = SqliteValues.Time(CreatedAt),
            UpdatedAt = SqliteValues.Time(UpdatedAt),
        };
    }
}
