using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteCertificateStore(SqliteDatabase database) : ICertificateStore
{
    private const string Columns = "id, control_plane_id, cert, title, fingerprint, created_at, updated_at";

    public Task<ImmutableArray<CertificateRecord>> ListAsync(Guid controlPlaneId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<Row>($"SELECT {Columns} FROM certificates WHERE control_plane_id = @Id ORDER BY created_at, id", new { Id = controlPlaneId.Text() })
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<CertificateRecord>> ListAllAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<Row>($"SELECT {Columns} FROM certificates ORDER BY created_at, id")
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<bool> InsertAsync(CertificateRecord record, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            $"INSERT INTO certificates ({Columns}) VALUES (@Id, @ControlPlaneId, @Cert, @Title, @Fingerprint, @CreatedAt, @UpdatedAt) ON CONFLICT DO NOTHING",
            Row.From(record)) == 1,
        cancellationToken);

    public Task<UpdateOutcome<CertificateRecord>> UpdateAsync(
        Guid controlPlaneId, Guid id, Func<CertificateRecord, CertificateRecord> change, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            if (Find(connection, controlPlaneId, id) is not { } current)
            {
                return default;
            }

            var next = change(current);
            var changed = connection.Execute(
                "UPDATE OR IGNORE certificates SET cert = @Cert, title = @Title, fingerprint = @Fingerprint, updated_at = @UpdatedAt WHERE id = @Id",
                Row.From(next));
            return changed == 1 ? new UpdateOutcome<CertificateRecord>(next, false) : new UpdateOutcome<CertificateRecord>(null, true);
        },
        cancellationToken);

    public Task<bool> DeleteAsync(Guid controlPlaneId, Guid id, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            "DELETE FROM certificates WHERE control_plane_id = @ControlPlaneId AND id = @Id",
            new { ControlPlaneId = controlPlaneId.Text(), Id = id.Text() }) == 1,
        cancellationToken);

    private static CertificateRecord? Find(SqliteConnection connection, Guid controlPlaneId, Guid id) => connection
        .QuerySingleOrDefault<Row>(
            $"SELECT {Columns} FROM certificates WHERE control_plane_id = @ControlPlaneId AND id = @Id",
            new { ControlPlaneId = controlPlaneId.Text(), Id = id.Text() })?.ToRecord();

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string ControlPlaneId { get; init; } = "";

        public string Cert { get; init; } = "";

        public string? Title { get; init; }

        public string Fingerprint { get; init; } = "";

        public long CreatedAt { get; init; }

        public long UpdatedAt { get; init; }

        public static Row From(CertificateRecord record) => new()
        {
            Id = record.Id.Text(),
            ControlPlaneId = record.ControlPlaneId.Text(),
            Cert = record.Cert,
            Title = record.Title,
            Fingerprint = record.Fingerprint,
            CreatedAt = record.CreatedAt.Millis(),
            UpdatedAt = record.UpdatedAt.Millis(),
        };

        public CertificateRecord ToRecord() => new()
        {
            Id = Guid.Parse(Id),
            ControlPlaneId = Guid.Parse(ControlPlaneId),
            Cert = Cert,
            Title = Title,
            Fingerprint = Fingerprint,
            CreatedAt = SqliteValues.Time(CreatedAt),
            UpdatedAt = SqliteValues.Time(UpdatedAt),
        };
    }
}
