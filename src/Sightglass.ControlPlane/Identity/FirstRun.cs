using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Identity;

/// <summary>Makes the first user where there is none.</summary>
internal sealed class FirstRun(IStorage storage, IPasswordHasher<UserRecord> hasher, AccessService access, TimeProvider timeProvider, ILogger<FirstRun> logger)
{
    public const string UserName = "admin";

    /// <summary>Letters and digits that are not taken for one another; 20 of them are 115 bits.</summary>
    private const string PasswordAlphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>The login that was made; null when there are users already.</summary>
    public async Task<FirstLogin?> EnsureUserAsync(CancellationToken cancellationToken)
    {
        if (await storage.Identity.AnyUserAsync(cancellationToken))
        {
            return null;
        }

        var password = RandomNumberGenerator.GetString(PasswordAlphabet, 20);
        var now = timeProvider.GetUtcNow();
        var user = new UserRecord { Id = Guid.CreateVersion7(now), Name = UserName, PasswordHash = "", CreatedAt = now };
        user = user with { PasswordHash = hasher.HashPassword(user, password) };
        ImmutableArray<RoleAssignment> roles = [new RoleAssignment(Roles.OrganizationAdmin, null)];
        await storage.Identity.InsertUserAsync(user, roles, cancellationToken);
        var principal = new Principal { Id = user.Id, Name = user.Name, Roles = roles };
        var token = await access.CreateTokenAsync(principal, new CreateAccessToken { Name = "first login" }, cancellationToken);
        logger.FirstUserCreated(UserName);
        return new FirstLogin(UserName, password, token.Value!.Secret);
    }
}
