using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteSessionStore(SqliteDatabase database) : ISessionStore
{
    public Task<bool> InsertAsync(SessionRecord record, SessionEventRecord first, int maxRunning, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var running = connection.ExecuteScalar<int>(
                "SELECT COUNT(*) FROM sessions WHERE closed = 0 AND control_plane_id = @Id AND state IN (@Pending, @InProgress)",
                new { Id = record.ControlPlaneId.Text(), Pending = nameof(SessionState.Pending), InProgress = nameof(SessionState.InProgress) });
            if (running >= maxRunning)
            {
                return false;
            }

            connection.Execute($"INSERT INTO sessions ({SessionRow.Columns}) VALUES ({SessionRow.Values})", SessionRow.From(record with { LastEventId = 1 }));
            AddEvents(connection, record.Session.Id, 0, [first]);
            return true;
        },
        cancellationToken);

    public Task<SessionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, id), cancellationToken);

    public Task<(ImmutableArray<SessionRecord> Records, int Total)> ListAsync(SessionFilter filter, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            var where = """
                control_plane_id = @ControlPlaneId AND expires_at > @Now
                AND (@State IS NULL OR state = @State)
                AND (@CreatedBy IS NULL OR created_by = @CreatedBy)
                AND (@NameContains IS NULL OR instr(lower(name), lower(@NameContains)) > 0)
                """;
            var order = filter.Descending ? "DESC" : "ASC";
            var after = filter.Descending ? "<" : ">";
            var parameters = new
            {
                ControlPlaneId = filter.ControlPlaneId.Text(),
                Now = filter.Now.Millis(),
                State = filter.State?.ToString(),
                filter.CreatedBy,
                filter.NameContains,
                filter.Limit,
                AfterTime = filter.After?.CreatedAt.Millis(),
                AfterId = filter.After?.Id.Text(),
            };
            var total = connection.ExecuteScalar<int>($"SELECT COUNT(*) FROM sessions WHERE {where}", parameters);
            var rows = connection.Query<SessionRow>(
                $"""
                SELECT {SessionRow.Columns} FROM sessions
                WHERE {where} AND (@AfterTime IS NULL OR (created_at, id) {after} (@AfterTime, @AfterId))
                ORDER BY created_at {order}, id {order} LIMIT @Limit
                """,
                parameters);
            return (rows.Select(row => row.ToRecord()).ToImmutableArray(), total);
        },
        cancellationToken);

    public Task<ImmutableArray<SessionRecord>> ListOpenAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<SessionRow>($"SELECT {SessionRow.Columns} FROM sessions WHERE closed = 0 ORDER BY created_at, id")
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<SessionRecord?> UpdateAsync(Guid id, Func<SessionRecord, SessionChange?> change, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            if (Find(connection, id) is not { } current || change(current) is not { } next)
            {
                return null;
            }

            AddEvents(connection, id, current.LastEventId, next.Events);
            connection.Execute(
                """
                UPDATE sessions SET name = @Name, state = @State, expires_at = @ExpiresAt, last_event_id = @LastEventId, closed = @Closed, body = @Body, nodes = @Nodes
                WHERE id = @Id
                """,
                SessionRow.From(next.Record with { LastEventId = current.LastEventId + next.Events.Length }));
            return Find(connection, id);
        },
        cancellationToken);

    public Task<ImmutableArray<SessionEventRecord>> ListEventsAsync(Guid id, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<(long Id, string Type, string Data)>(
                "SELECT id, type, data FROM session_events WHERE session_id = @Id AND id > @After ORDER BY id LIMIT @Limit",
                new { Id = id.Text(), After = after, Limit = limit })
            .Select(row => new SessionEventRecord(row.Type, row.Data) { Id = row.Id }).ToImmutableArray(),
        cancellationToken);

    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var deleted = await database.WriteAsync(
            connection => connection.Execute("DELETE FROM sessions WHERE id = @Id", new { Id = id.Text() }) == 1,
            cancellationToken);
        await database.CheckpointAsync(cancellationToken);
        return deleted;
    }

    public async Task<ImmutableArray<Guid>> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var deleted = await database.WriteAsync(
            connection => connection
                .Query<string>(
                    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= @Now ORDER BY expires_at LIMIT @Limit) RETURNING id",
                    new { Now = now.Millis(), Limit = limit })
                .Select(Guid.Parse).ToImmutableArray(),
            cancellationToken);
        if (deleted.Length > 0)
        {
            await database.CheckpointAsync(cancellationToken);
        }

        return deleted;
    }

    /// <summary>Writes events after the last one. Used for traces as well, inside the caller's transaction.</summary>
    internal static void AddEvents(SqliteConnection connection, Guid session, long last, IReadOnlyCollection<SessionEventRecord> events) => connection.Execute(
        "INSERT INTO session_events (session_id, id, type, data) VALUES (@Session, @Id, @Type, @Data)",
        events.Select((item, index) => new { Session = session.Text(), Id = last + 1 + index, item.Type, item.Data }));

    internal static SessionRecord? Find(SqliteConnection connection, Guid id) =>
        connection.QuerySingleOrDefault<SessionRow>($"SELECT {SessionRow.Columns} FROM sessions WHERE id = @Id", new { Id = id.Text() })?.ToRecord();
}
