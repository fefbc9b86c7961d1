using System.Collections.Immutable;
using Sightglass.Configuration.Declarative;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Pki;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>What a program that starts a control plane itself may do without signing in. Everything is safe to repeat at every start.</summary>
public sealed class ControlPlaneSetup
{
    private readonly IStorage _storage;
    private readonly IControlPlanes _planes;
    private readonly IAccess _access;
    private readonly ConfigurationService _configuration;
    private readonly NodeEnrollment _enrollment;
    private readonly ControlPlaneOptions _options;

    internal ControlPlaneSetup(
        IStorage storage, IControlPlanes planes, IAccess access, ConfigurationService configuration, NodeEnrollment enrollment, ControlPlaneOptions options)
    {
        _storage = storage;
        _planes = planes;
        _access = access;
        _configuration = configuration;
        _enrollment = enrollment;
        _options = options;
    }

    private static Principal Program => new() { Id = Guid.Empty, Name = "sightglass", Roles = [new RoleAssignment(Roles.OrganizationAdmin, null)] };

    /// <summary>The control plane of that name, made when there is none.</summary>
    public async Task<ControlPlaneInfo> EnsureControlPlaneAsync(string name, CancellationToken cancellationToken)
    {
        var page = await _planes.ListAsync(Program, new ControlPlaneQuery { NameEquals = name }, cancellationToken);
        if (!page.Items.IsEmpty)
        {
            return page.Items[0];
        }

        var created = await _planes.CreateAsync(Program, new CreateControlPlane { Name = name }, cancellationToken);
        return created.TryGet(out var plane, out var problem) ? plane : throw new ControlPlaneStartException($"Control plane '{name}' cannot be made: {problem.Detail}");
    }

    /// <summary>Gives a node its certificate; see <see cref="NodeEnrollment.EnrollAsync"/>.</summary>
    public Task<EnrolledNode> EnrollNodeAsync(Guid controlPlaneId, string nodeName, string directory, CancellationToken cancellationToken) =>
        _enrollment.EnrollAsync(controlPlaneId, nodeName, directory, cancellationToken);

    /// <summary>
    /// Takes over a declarative configuration (YAML or JSON) if the control plane has no entities; everything that is wrong with it, in which
    /// case nothing was taken over.
    /// </summary>
    public async Task<ImmutableArray<LoadError>> ImportIfEmptyAsync(Guid controlPlaneId, string declarative, CancellationToken cancellationToken) =>
        (await _configuration.GetAsync(controlPlaneId, cancellationToken)).Count > 0
            ? []
            : await _configuration.ReplaceAsync(controlPlaneId, declarative, cancellationToken);

    /// <summary>
    /// A personal access token of the first user for programs on this machine, kept in a file of the data directory that only its owner may
    /// read. The same one at every start, until it ends or is revoked.
    /// </summary>
    /// <exception cref="ControlPlaneStartException">The first user is gone or has too many tokens.</exception>
    public async Task<string> EnsureTokenAsync(string name, CancellationToken cancellationToken)
    {
        var file = Path.Combine(_options.DataDirectory, $"{name}.token");
        if (File.Exists(file))
        {
            PrivateFile.RequirePrivate(file, message => new ControlPlaneStartException(message));
            var kept = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
            if (await _access.AuthenticateAsync(kept, cancellationToken) is not null)
            {
                return kept;
            }
        }

        var user = await _storage.Identity.FindUserByNameAsync(FirstRun.UserName, cancellationToken)
            ?? throw new ControlPlaneStartException($"There is no user '{FirstRun.UserName}' to make a token for. Make one with the API as another user.");
        var principal = new Principal { Id = user.Id, Name = user.Name };
        var created = await _access.CreateTokenAsync(principal, new CreateAccessToken { Name = name }, cancellationToken);
        if (!created.TryGet(out var token, out var problem))
        {
            throw new ControlPlaneStartException($"A token for '{name}' cannot be made: {problem.Detail}");
        }

        PrivateFile.Write(file, token.Secret + "\n");
        return token.Secret;
    }
}
