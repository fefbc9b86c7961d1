using System.Collections.Immutable;
using Dapper;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteEntityStore(SqliteDatabase database) : IEntityStore
{
    public Task<ImmutableArray<EntityRecord>> ListAsync(Guid controlPlaneId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<(string Collection, string Id, string Body)>(
                "SELECT collection, id, body FROM entities WHERE control_plane_id = @Id ORDER BY collection, id", new { Id = controlPlaneId.Text() })
            .Select(row => new EntityRecord(row.Collection, row.Id, row.Body)).ToImmutableArray(),
        cancellationToken);

    public Task<ConfigurationRecord?> FindConfigurationAsync(Guid controlPlaneId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<(string Hash, long CreatedAt, long UpdatedAt)>(
                "SELECT hash, created_at, updated_at FROM configurations WHERE control_plane_id = @Id", new { Id = controlPlaneId.Text() })
            .Select(row => new ConfigurationRecord(row.Hash, SqliteValues.Time(row.CreatedAt), SqliteValues.Time(row.UpdatedAt))).SingleOrDefault(),
        cancellationToken);

    public Task ApplyAsync(
        Guid controlPlaneId,
        ImmutableArray<EntityRecord> puts,
        ImmutableArray<(string Collection, string Id)> deletes,
        string hash,
        DateTimeOffset at,
        CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var plane = controlPlaneId.Text();
            connection.Execute(
                "DELETE FROM entities WHERE control_plane_id = @Plane AND collection = @Collection AND id = @Id",
                deletes.Select(entity => new { Plane = plane, entity.Collection, entity.Id }));
            connection.Execute(
                """
                INSERT INTO entities (control_plane_id, collection, id, body) VALUES (@Plane, @Collection, @Id, @Body)
                ON CONFLICT (control_plane_id, collection, id) DO UPDATE SET body = excluded.body
                """,
                puts.Select(entity => new { Plane = plane, entity.Collection, entity.Id, entity.Body }));
            return connection.Execute(
                """
                INSERT INTO configurations (control_plane_id, hash, created_at, updated_at) VALUES (@Plane, @Hash, @At, @At)
                ON CONFLICT (control_plane_id) DO UPDATE SET hash = excluded.hash, updated_at = excluded.updated_at
                """,
                new { Plane = plane, Hash = hash, At = at.Millis() });
        },
        cancellationToken);
}
