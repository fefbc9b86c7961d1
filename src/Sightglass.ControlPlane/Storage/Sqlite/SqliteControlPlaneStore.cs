using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteControlPlaneStore(SqliteDatabase database) : IControlPlaneStore
{
    public Task<ImmutableArray<ControlPlaneRecord>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<string>("SELECT body FROM control_planes ORDER BY created_at, id").Select(Read).ToImmutableArray(),
        cancellationToken);

    public Task<ControlPlaneRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, id), cancellationToken);

    public Task<bool> InsertAsync(ControlPlaneRecord record, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            "INSERT INTO control_planes (id, name, body, created_at) VALUES (@Id, @Name, @Body, @CreatedAt) ON CONFLICT (name) DO NOTHING",
            new { Id = record.Id.Text(), record.Name, Body = Write(record), CreatedAt = record.CreatedAt.Millis() }) == 1,
        cancellationToken);

    public Task<UpdateOutcome<ControlPlaneRecord>> UpdateAsync(
        Guid id, Func<ControlPlaneRecord, ControlPlaneRecord> change, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            if (Find(connection, id) is not { } current)
            {
                return default;
            }

            var next = change(current);
            var changed = connection.Execute(
                "UPDATE OR IGNORE control_planes SET name = @Name, body = @Body WHERE id = @Id",
                new { Id = id.Text(), next.Name, Body = Write(next) });
            return changed == 1 ? new UpdateOutcome<ControlPlaneRecord>(next, false) : new UpdateOutcome<ControlPlaneRecord>(null, true);
        },
        cancellationToken);

    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var deleted = await database.WriteAsync(
            connection => connection.Execute("DELETE FROM control_planes WHERE id = @Id", new { Id = id.Text() }) == 1,
            cancellationToken);
        await database.CheckpointAsync(cancellationToken);
        return deleted;
    }

    private static ControlPlaneRecord? Find(SqliteConnection connection, Guid id) =>
        connection.QuerySingleOrDefault<string>("SELECT body FROM control_planes WHERE id = @Id", new { Id = id.Text() }) is { } body ? Read(body) : null;

    private static ControlPlaneRecord Read(string body) => JsonSerializer.Deserialize(body, StorageJson.Default.ControlPlaneRecord)!;

    private static string Write(ControlPlaneRecord record) => JsonSerializer.Serialize(record, StorageJson.Default.ControlPlaneRecord);
}
