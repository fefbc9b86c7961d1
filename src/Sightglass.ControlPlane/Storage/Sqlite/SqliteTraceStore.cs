using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dapper;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteTraceStore(SqliteDatabase database) : ITraceStore
{
    private const int PartSize = 50;

    public Task<AppendOutcome> AppendAsync(Guid sessionId, ImmutableArray<TraceRecord> traces, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var id = sessionId.Text();
            if (SqliteSessionStore.Find(connection, sessionId) is not { Closed: false } record)
            {
                return new AppendOutcome(false, [], 0, traces.Length, 0, false);
            }

            var count = record.Session.TraceCount;
            var stored = ImmutableArray.CreateBuilder<string>();
            var duplicates = 0;
            var rejected = 0;
            foreach (var trace in traces)
            {
                var known = connection.ExecuteScalar<bool>(
                    "SELECT EXISTS (SELECT 1 FROM traces WHERE session_id = @Session AND request_id = @RequestId)", new { Session = id, trace.RequestId });
                if (known)
                {
                    duplicates++;
                }
                else if (count >= record.Session.MaxTraces)
                {
                    rejected++;
                }
                else
                {
                    connection.Execute(
                        "INSERT INTO traces (session_id, request_id, started_at, item, document) VALUES (@Session, @RequestId, @StartedAt, @Item, @Document)",
                        new { Session = id, trace.RequestId, trace.StartedAt, trace.Item, trace.Document });
                    stored.Add(trace.RequestId);
                    count++;
                }
            }

            SqliteSessionStore.AddEvents(
                connection, sessionId, record.LastEventId, [.. stored.Select(request => new SessionEventRecord(SessionEventRecord.TraceType, request))]);
            connection.Execute(
                "UPDATE sessions SET trace_count = @Count, rejected_count = rejected_count + @Rejected, last_event_id = last_event_id + @Stored WHERE id = @Session",
                new { Session = id, Count = count, Rejected = rejected, Stored = stored.Count });
            return new AppendOutcome(true, stored.ToImmutable(), duplicates, rejected, count, count >= record.Session.MaxTraces);
        },
        cancellationToken);

    public Task<ImmutableArray<TraceRecord>> ListItemsAsync(Guid sessionId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<TraceRow>(
                "SELECT request_id, started_at, item FROM traces WHERE session_id = @Id ORDER BY started_at DESC, request_id DESC", new { Id = sessionId.Text() })
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<TraceRecord>> FindItemsAsync(Guid sessionId, ImmutableArray<string> requestIds, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<TraceRow>(
                "SELECT request_id, started_at, item FROM traces WHERE session_id = @Id AND request_id IN @RequestIds",
                new { Id = sessionId.Text(), RequestIds = requestIds.AsEnumerable() })
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public async IAsyncEnumerable<TraceRecord> ReadAllAsync(Guid sessionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = (StartedAt: long.MinValue, RequestId: "");
        while (true)
        {
            var part = await database.ReadAsync(
                connection => connection
                    .Query<TraceRow>(
                        """
                        SELECT request_id, started_at, item, document FROM traces
                        WHERE session_id = @Id AND (started_at, request_id) > (@StartedAt, @RequestId)
                        ORDER BY started_at, request_id LIMIT @PartSize
                        """,
                        new { Id = sessionId.Text(), last.StartedAt, last.RequestId, PartSize })
                    .Select(row => row.ToRecord()).ToImmutableArray(),
                cancellationToken);
            foreach (var record in part)
            {
                yield return record;
                last = (record.StartedAt, record.RequestId);
            }

            if (part.Length < PartSize)
            {
                yield break;
            }
        }
    }

    public Task<TraceRecord?> FindAsync(Guid sessionId, string requestId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<TraceRow>(
            "SELECT request_id, started_at, item, document FROM traces WHERE session_id = @Id AND request_id = @RequestId",
            new { Id = sessionId.Text(), RequestId = requestId })?.ToRecord(),
        cancellationToken);
}
