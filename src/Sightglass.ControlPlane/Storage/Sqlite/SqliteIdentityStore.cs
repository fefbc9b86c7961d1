using System.Collections.Immutable;
using Dapper;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage.Sqlite;

internal sealed class SqliteIdentityStore(SqliteDatabase database) : IIdentityStore
{
    private const string UserColumns = "id, name, password_hash, created_at";
    private const string TokenColumns = "id, user_id, name, hash, created_at, expires_at, revoked_at, last_used_at";

    public Task<bool> AnyUserAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM users)"), cancellationToken);

    public Task<bool> InsertUserAsync(UserRecord user, ImmutableArray<RoleAssignment> roles, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var inserted = connection.Execute(
                $"INSERT INTO users ({UserColumns}) VALUES (@Id, @Name, @PasswordHash, @CreatedAt) ON CONFLICT DO NOTHING",
                new { Id = user.Id.Text(), user.Name, user.PasswordHash, CreatedAt = user.CreatedAt.Millis() }) == 1;
            if (inserted)
            {
                connection.Execute(
                    "INSERT INTO role_assignments (user_id, role, entity_id) VALUES (@User, @Role, @Entity)",
                    roles.Select(role => new { User = user.Id.Text(), role.Role, Entity = role.EntityId?.Text() }));
            }

            return inserted;
        },
        cancellationToken);

    public Task<UserRecord?> FindUserAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<UserRow>($"SELECT {UserColumns} FROM users WHERE id = @Id", new { Id = id.Text() })?.ToRecord(),
        cancellationToken);

    public Task<UserRecord?> FindUserByNameAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<UserRow>($"SELECT {UserColumns} FROM users WHERE name = @Name", new { Name = name })?.ToRecord(),
        cancellationToken);

    public Task SetPasswordHashAsync(Guid userId, string passwordHash, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute("UPDATE users SET password_hash = @Hash WHERE id = @Id", new { Id = userId.Text(), Hash = passwordHash }),
        cancellationToken);

    public Task<ImmutableArray<RoleAssignment>> ListRolesAsync(Guid userId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<(string Role, string? EntityId)>("SELECT role, entity_id FROM role_assignments WHERE user_id = @Id ORDER BY rowid", new { Id = userId.Text() })
            .Select(row => new RoleAssignment(row.Role, row.EntityId is { } entity ? Guid.Parse(entity) : null)).ToImmutableArray(),
        cancellationToken);

    public Task InsertTokenAsync(TokenRecord token, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            $"INSERT INTO tokens ({TokenColumns}) VALUES (@Id, @UserId, @Name, @Hash, @CreatedAt, @ExpiresAt, @RevokedAt, @LastUsedAt)",
            TokenRow.From(token)),
        cancellationToken);

    public Task<TokenRecord?> FindTokenByHashAsync(string hash, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<TokenRow>($"SELECT {TokenColumns} FROM tokens WHERE hash = @Hash", new { Hash = hash })?.ToRecord(),
        cancellationToken);

    public Task<ImmutableArray<TokenRecord>> ListTokensAsync(Guid userId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection
            .Query<TokenRow>($"SELECT {TokenColumns} FROM tokens WHERE user_id = @Id ORDER BY created_at DESC, id", new { Id = userId.Text() })
            .Select(row => row.ToRecord()).ToImmutableArray(),
        cancellationToken);

    public Task<bool> RevokeTokenAsync(Guid userId, Guid tokenId, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE tokens SET revoked_at = COALESCE(revoked_at, @At) WHERE user_id = @User AND id = @Id",
            new { User = userId.Text(), Id = tokenId.Text(), At = at.Millis() }) == 1,
        cancellationToken);

    public Task TouchTokenAsync(Guid tokenId, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute("UPDATE tokens SET last_used_at = @At WHERE id = @Id", new { Id = tokenId.Text(), At = at.Millis() }),
        cancellationToken);

    private sealed class UserRow
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string PasswordHash { get; init; } = "";

        public long CreatedAt { get; init; }

        public UserRecord ToRecord() => new() { Id = Guid.Parse(Id), Name = Name, PasswordHash = PasswordHash, CreatedAt = SqliteValues.Time(CreatedAt) };
    }

    private sealed class TokenRow
    {
        public string Id { get; init; } = "";

        public string UserId { get; init; } = "";

        public string Name { get; init; } = "";

        public string Hash { get; init; } = "";

        public long CreatedAt { get; init; }

        public long ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public long? LastUsedAt { get; init; }

        public static TokenRow From(TokenRecord record) => new()
        {
            Id = record.Id.Text(),
            UserId = record.UserId.Text(),
            Name = record.Name,
            Hash = record.Hash,
            CreatedAt = record.CreatedAt.Millis(),
            ExpiresAt = record.ExpiresAt.Millis(),
            RevokedAt = record.RevokedAt.Millis(),
            LastUsedAt = record.LastUsedAt.Millis(),
        };

        public TokenRecord ToRecord() => new()
        {
            Id = Guid.Parse(Id),
            UserId = Guid.Parse(UserId),
            Name = Name,
            Hash = Hash,
            CreatedAt = SqliteValues.Time(CreatedAt),
            ExpiresAt = SqliteValues.Time(ExpiresAt),
            RevokedAt = SqliteValues.Time(RevokedAt),
            LastUsedAt = SqliteValues.Time(LastUsedAt),
        };
    }
}
