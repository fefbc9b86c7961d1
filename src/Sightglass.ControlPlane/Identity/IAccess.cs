using System.Collections.Immutable;
using System.Net;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Identity;

/// <summary>Who may come in.</summary>
public interface IAccess
{
    /// <summary>
    /// Checks a name and password. 401 when they do not fit (the same for an unknown name, and as slow); 429 after 10 failures within 5
    /// minutes for the name or the address.
    /// </summary>
    Task<Result<Principal>> SignInAsync(string name, string password, IPAddress? address, CancellationToken cancellationToken);

    /// <summary>The holder of a token; null when it is not known, expired or revoked.</summary>
    Task<Principal?> AuthenticateAsync(string token, CancellationToken cancellationToken);

    /// <summary>A principal with the roles it has now; null when it is gone.</summary>
    Task<Principal?> FindAsync(Guid principalId, CancellationToken cancellationToken);

    /// <summary>Makes a personal access token of the principal. Its text is in the answer and nowhere else.</summary>
    Task<Result<CreatedAccessToken>> CreateTokenAsync(Principal principal, CreateAccessToken request, CancellationToken cancellationToken);

    /// <summary>The principal's tokens, newest first.</summary>
    Task<ImmutableArray<AccessToken>> ListTokensAsync(Principal principal, CancellationToken cancellationToken);

    /// <summary>Makes a token of the principal useless; null when that is done.</summary>
    Task<Problem?> RevokeTokenAsync(Principal principal, Guid tokenId, CancellationToken cancellationToken);
}
