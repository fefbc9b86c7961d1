using System.Collections.Immutable;
using Dapper;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteAuditStore(SqliteDatabase database) : IAuditStore
{
    private const string Columns =
        "id, at, type, action, granted, principal_id, principal_name, control_plane_id, resource_id, client_ip, trace_id, user_agent";

    public Task AppendAsync(AuditRecord record, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            $"""
            INSERT INTO audit_log ({Columns})
            VALUES (@Id, @At, @Type, @Action, @Granted, @PrincipalId, @PrincipalName, @ControlPlaneId, @ResourceId, @ClientIp, @TraceId, @UserAgent)
            """,
            Row.From(record)),
        cancellationToken);

    public Task<ImmutableArray<AuditRecord>> ListAsync(int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<Row>($"SELECT {Columns} FROM audit_log ORDER BY at DESC, rowid DESC LIMIT @Limit", new { Limit = limit })
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<int> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute("DELETE FROM audit_log WHERE at < @Before", new { Before = before.Millis() }),
        cancellationToken);

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public long At { get; init; }

        public string Type { get; init; } = "";

        public string Action { get; init; } = "";

        public bool Granted { get; init; }

        public string? PrincipalId { get; init; }

        public string? PrincipalName { get; init; }

        public string? ControlPlaneId { get; init; }

        public string? ResourceId { get; init; }

        public string? ClientIp { get; init; }

        public string? TraceId { get; init; }

        public string? UserAgent { get; init; }

        public static Row From(AuditRecord record) => new()
        {
            Id = record.Id.Text(),
            At = record.At.Millis(),
            Type = record.Type,
            Action = record.Action,
            Granted = record.Granted,
            PrincipalId = record.PrincipalId?.Text(),
            PrincipalName = record.PrincipalName,
            ControlPlaneId = record.ControlPlaneId?.Text(),
            ResourceId = record.ResourceId,
            ClientIp = record.ClientIp,
            TraceId = record.TraceId,
            UserAgent = record.UserAgent,
        };

        public AuditRecord ToRecord() => new()
        {
            Id = Guid.Parse(Id),
            At = SqliteValues.Time(At),
            Type = Type,
            Action = Action,
            Granted = Granted,
            PrincipalId = PrincipalId is { } principal ? Guid.Parse(principal) : null,
            PrincipalName = PrincipalName,
            ControlPlaneId = ControlPlaneId is { } plane ? Guid.Parse(plane) : null,
            ResourceId = ResourceId,
            ClientIp = ClientIp,
            TraceId = TraceId,
            UserAgent = UserAgent,
        };
    }
}
