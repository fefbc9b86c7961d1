using System.Collections.Immutable;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

internal interface IIdentityStore
{
    Task<bool> AnyUserAsync(CancellationToken cancellationToken);

    /// <summary>False when the name is taken.</summary>
    Task<bool> InsertUserAsync(UserRecord user, ImmutableArray<RoleAssignment> roles, CancellationToken cancellationToken);

    Task<UserRecord?> FindUserAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>By name, without regard to case.</summary>
    Task<UserRecord?> FindUserByNameAsync(string name, CancellationToken cancellationToken);

    Task SetPasswordHashAsync(Guid userId, string passwordHash, CancellationToken cancellationToken);

    Task<ImmutableArray<RoleAssignment>> ListRolesAsync(Guid userId, CancellationToken cancellationToken);

    Task InsertTokenAsync(TokenRecord token, CancellationToken cancellationToken);

    Task<TokenRecord?> FindTokenByHashAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<ImmutableArray<TokenRecord>> ListTokensAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>False when the user has no such token.</summary>
    Task<bool> RevokeTokenAsync(Guid userId, Guid tokenId, DateTimeOffset at, CancellationToken cancellationToken);

    Task TouchTokenAsync(Guid tokenId, DateTimeOffset at, CancellationToken cancellationToken);
}
