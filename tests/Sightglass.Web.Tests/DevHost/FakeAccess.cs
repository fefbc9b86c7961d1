using System.Collections.Immutable;
using System.Net;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.Web.Tests.DevHost;

/// <summary>One user who may do everything and one who may only look.</summary>
internal sealed class FakeAccess : IAccess
{
    public const string UserName = "admin";
    public const string ViewerName = "viewer";
    public const string Password = "correct horse";

    public static readonly Principal Admin = new()
    {
        Id = Guid.Parse("0d000000-0000-4000-8000-000000000001"),
        Name = UserName,
        Roles = [new RoleAssignment(Roles.OrganizationAdmin, null)],
    };

    public static readonly Principal Viewer = new()
    {
        Id = Guid.Parse("0d000000-0000-4000-8000-000000000002"),
        Name = ViewerName,
        Roles = [new RoleAssignment(Roles.Viewer, null)],
    };

    /// <summary>Ids of users who were removed.</summary>
    public HashSet<Guid> Removed { get; } = [];

    public Task<Result<Principal>> SignInAsync(string name, string password, IPAddress? address, CancellationToken cancellationToken)
    {
        Result<Principal> result = (name, password) switch
        {
            (UserName, Password) => Admin,
            (ViewerName, Password) => Viewer,
            _ => new Problem { Status = 401, Title = "Unauthorized", Detail = "User name or password is wrong." },
        };
        return Task.FromResult(result);
    }

    public Task<Principal?> FindAsync(Guid principalId, CancellationToken cancellationToken) =>
        Task.FromResult(new[] { Admin, Viewer }.FirstOrDefault(p => p.Id == principalId && !Removed.Contains(p.Id)));

    public Task<Principal?> AuthenticateAsync(string token, CancellationToken cancellationToken) => Task.FromResult<Principal?>(null);

    public Task<Result<CreatedAccessToken>> CreateTokenAsync(Principal principal, CreateAccessToken request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<CreatedAccessToken>>(Problem.Forbidden("This host has no tokens."));

    public Task<ImmutableArray<AccessToken>> ListTokensAsync(Principal principal, CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableArray<AccessToken>.Empty);

    public Task<Problem?> RevokeTokenAsync(Principal principal, Guid tokenId, CancellationToken cancellationToken) =>
        Task.FromResult<Problem?>(Problem.NotFound("This host has no tokens."));
}
