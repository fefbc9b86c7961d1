using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Identity;

internal sealed class AccessService(
    IStorage storage, IPasswordHasher<UserRecord> hasher, SignInLimiter limiter, AuditLog audit, TimeProvider timeProvider, ILogger<AccessService> logger)
    : IAccess
{
    private const int MinTtlSeconds = 86_400;
    private const int MaxTtlSeconds = 31_536_000;
    private const int MaxTokensPerUser = 100;

    private static readonly TimeSpan TouchInterval = TimeSpan.FromHours(1);

    private static readonly UserRecord Nobody = new() { Id = Guid.Empty, Name = "", PasswordHash = "", CreatedAt = default };

    // What a password is compared with when there is no such user, so that both cases take as long.
    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    public async Task<Result<Principal>> SignInAsync(string name, string password, IPAddress? address, CancellationToken cancellationToken)
    {
        var nameKey = "name " + (name.Length > 256 ? name[..256] : name);
        var addressKey = "address " + address;
        if (limiter.Blocked(nameKey, addressKey) is { } wait)
        {
            logger.SignInBlocked(addressKey, wait);
            return Problem.TooMany($"Too many failed sign-ins. Try again in {wait} s.", wait);
        }

        // Counted before the password is checked, so that many tries at once cannot all pass the gate.
        limiter.Failed(nameKey, addressKey);
        var user = name.Length is > 0 and <= 256 ? await storage.Identity.FindUserByNameAsync(name, cancellationToken) : null;
        var verdict = password.Length > 1024
            ? PasswordVerificationResult.Failed
            : await Task.Run(() => hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? _nobodysHash.Value, password), cancellationToken);
        if (user is null || verdict == PasswordVerificationResult.Failed)
        {
            logger.SignInFailed(addressKey);
            await audit.AuthenticationAsync(null, name, granted: false, address, cancellationToken);
            return new Problem { Status = 401, Title = "Unauthorized", Detail = "The name or the password is wrong." };
        }

        limiter.Succeeded(nameKey, addressKey);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await storage.Identity.SetPasswordHashAsync(user.Id, hasher.HashPassword(user, password), cancellationToken);
        }

        await audit.AuthenticationAsync(user.Id, user.Name, granted: true, address, cancellationToken);
        return await ToPrincipalAsync(user, cancellationToken);
    }

    public async Task<Principal?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        if (!AccessTokenText.IsWellFormed(token) || await storage.Identity.FindTokenByHashAsync(AccessTokenText.Hash(token), cancellationToken) is not { } record)
        {
            return null;
        }

        var now = timeProvider.GetUtcNow();
        if (record.RevokedAt is not null || record.ExpiresAt <= now)
        {
            return null;
        }

        if (record.LastUsedAt is not { } last || now - last >= TouchInterval)
        {
            await storage.Identity.TouchTokenAsync(record.Id, now, cancellationToken);
        }

        return await FindAsync(record.UserId, cancellationToken);
    }

    public async Task<Principal?> FindAsync(Guid principalId, CancellationToken cancellationToken) =>
        await storage.Identity.FindUserAsync(principalId, cancellationToken) is { } user ? await ToPrincipalAsync(user, cancellationToken) : null;

    public async Task<Result<CreatedAccessToken>> CreateTokenAsync(Principal principal, CreateAccessToken request, CancellationToken cancellationToken)
    {
        var errors = new InvalidParameters();
        errors.Length("name", request.Name, 1, 256);
        errors.Range("ttl_seconds", request.TtlSeconds, MinTtlSeconds, MaxTtlSeconds);
        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        var now = timeProvider.GetUtcNow();
        var existing = await storage.Identity.ListTokensAsync(principal.Id, cancellationToken);
        if (existing.Count(token => State(token, now) == "ACTIVE") >= MaxTokensPerUser)
        {
            return Problem.BadRequest($"A user may have {MaxTokensPerUser} active tokens. Revoke one first.");
        }

        var text = AccessTokenText.Create();
        var record = new TokenRecord
        {
            Id = Guid.CreateVersion7(now),
            UserId = principal.Id,
            Name = request.Name,
            Hash = AccessTokenText.Hash(text),
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(request.TtlSeconds),
        };
        await storage.Identity.InsertTokenAsync(record, cancellationToken);
        await audit.AccessAsync(principal, "access-token.create", null, record.Id.ToString(), cancellationToken);
        return new CreatedAccessToken(ToPublic(record, now), text);
    }

    public async Task<ImmutableArray<AccessToken>> ListTokensAsync(Principal principal, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        return [.. (await storage.Identity.ListTokensAsync(principal.Id, cancellationToken)).Select(token => ToPublic(token, now))];
    }

    public async Task<Problem?> RevokeTokenAsync(Principal principal, Guid tokenId, CancellationToken cancellationToken)
    {
        if (!await storage.Identity.RevokeTokenAsync(principal.Id, tokenId, timeProvider.GetUtcNow(), cancellationToken))
        {
            return Problem.NotFound($"There is no token {tokenId}.");
        }

        await audit.AccessAsync(principal, "access-token.revoke", null, tokenId.ToString(), cancellationToken);
        return null;
    }

    private static string State(TokenRecord token, DateTimeOffset now) =>
        token.RevokedAt is not null ? "REVOKED" : token.ExpiresAt <= now ? "EXPIRED" : "ACTIVE";

    private static AccessToken ToPublic(TokenRecord token, DateTimeOffset now) => new()
    {
        Id = token.Id,
        Name = token.Name,
        State = State(token, now),
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        LastUsedAt = token.LastUsedAt,
    };

    private async Task<Principal> ToPrincipalAsync(UserRecord user, CancellationToken cancellationToken) => new()
    {
        Id = user.Id,
        Name = user.Name,
        Roles = await storage.Identity.ListRolesAsync(user.Id, cancellationToken),
    };
}
