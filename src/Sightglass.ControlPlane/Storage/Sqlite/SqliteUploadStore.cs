using System.Collections.Immutable;
using Dapper;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteUploadStore(SqliteDatabase database) : IUploadStore
{
    private const string Columns = "id, owner_id, file_name, wrapped_key, master_key_id, trace_count, created_at, expires_at";

    public Task InsertAsync(UploadRecord record, ImmutableArray<TraceRecord> traces, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            connection.Execute(
                $"INSERT INTO uploads ({Columns}) VALUES (@Id, @OwnerId, @FileName, @WrappedKey, @MasterKeyId, @TraceCount, @CreatedAt, @ExpiresAt)",
                Row.From(record));
            return connection.Execute(
                """
                INSERT INTO uploaded_traces (upload_id, request_id, position, started_at, item, document)
                VALUES (@Upload, @RequestId, @Position, @StartedAt, @Item, @Document)
                """,
                traces.Select((trace, position) =>
                    new { Upload = record.Id.Text(), trace.RequestId, Position = position, trace.StartedAt, trace.Item, trace.Document }));
        },
        cancellationToken);

    public Task<UploadRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM uploads WHERE id = @Id", new { Id = id.Text() })?.ToRecord(),
        cancellationToken);

    public Task<ImmutableArray<TraceRecord>> ListTracesAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<TraceRow>(
                "SELECT request_id, started_at, item, document FROM uploaded_traces WHERE upload_id = @Id ORDER BY position", new { Id = id.Text() })
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<TraceRecord?> FindTraceAsync(Guid id, string requestId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<TraceRow>(
            "SELECT request_id, started_at, item, document FROM uploaded_traces WHERE upload_id = @Id AND request_id = @RequestId",
            new { Id = id.Text(), RequestId = requestId })?.ToRecord(),
        cancellationToken);

    public Task<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute("DELETE FROM uploads WHERE expires_at <= @Now", new { Now = now.Millis() }),
        cancellationToken);

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string OwnerId { get; init; } = "";

        public string FileName { get; init; } = "";

        public byte[] WrappedKey { get; init; } = [];

        public string MasterKeyId { get; init; } = "";

        public int TraceCount { get; init; }

        public long CreatedAt { get; init; }

        public long ExpiresAt { get; init; }

        public static Row From(UploadRecord record) => new()
        {
            Id = record.Id.Text(),
            OwnerId = record.OwnerId.Text(),
            FileName = record.FileName,
            WrappedKey = record.WrappedKey,
            MasterKeyId = record.MasterKeyId,
            TraceCount = record.TraceCount,
            CreatedAt = record.CreatedAt.Millis(),
            ExpiresAt = record.ExpiresAt.Millis(),
        };

        public UploadRecord ToRecord() => new()
        {
            Id = Guid.Parse(Id),
            OwnerId = Guid.Parse(OwnerId),
            FileName = FileName,
            WrappedKey = WrappedKey,
            MasterKeyId = MasterKeyId,
            TraceCount = TraceCount,
            CreatedAt = SqliteValues.Time(CreatedAt),
            ExpiresAt = SqliteValues.Time(ExpiresAt),
        };
    }
}
