using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>The certificates that let nodes in. Taking one away closes the connections that came in with it.</summary>
internal sealed class CertificateService(
    IStorage storage, ControlPlaneService planes, CertificateRegistry certificates, NodeRegistry nodes, AuditLog audit, TimeProvider timeProvider)
{
    private const int MaxTitle = 256;

    public async Task<Result<ImmutableArray<CertificateRecord>>> ListAsync(Principal principal, Guid controlPlaneId, CancellationToken cancellationToken) =>
        (await planes.FindAsync(principal, Permission.ReadControlPlane, controlPlaneId, cancellationToken)).TryGet(out _, out var problem)
            ? await storage.Certificates.ListAsync(controlPlaneId, cancellationToken)
            : problem;

    public async Task<Result<CertificateRecord>> GetAsync(Principal principal, Guid controlPlaneId, Guid id, CancellationToken cancellationToken) =>
        (await ListAsync(principal, controlPlaneId, cancellationToken)).TryGet(out var all, out var problem)
            ? all.FirstOrDefault(record => record.Id == id) is { } record ? record : NotFound(id)
            : problem;

    public async Task<Result<CertificateRecord>> CreateAsync(
        Principal principal, Guid controlPlaneId, string? pem, string? title, CancellationToken cancellationToken)
    {
        var found = await planes.FindAsync(principal, Permission.ManageControlPlane, controlPlaneId, cancellationToken);
        if (!found.TryGet(out _, out var problem))
        {
            return problem;
        }

        if (!Read(pem, title).TryGet(out var fingerprint, out problem))
        {
            return problem;
        }

        var now = timeProvider.GetUtcNow();
        var record = new CertificateRecord
        {
            Id = Guid.CreateVersion7(now),
            ControlPlaneId = controlPlaneId,
            Cert = pem!,
            Title = title,
            Fingerprint = fingerprint,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (!await storage.Certificates.InsertAsync(record, cancellationToken))
        {
            return Problem.Conflict("The certificate is registered with this control plane already.");
        }

        await certificates.ReloadAsync(cancellationToken);
        await audit.AccessAsync(principal, "dp-client-certificate.create", controlPlaneId, record.Id.ToString(), cancellationToken);
        return record;
    }

    public async Task<Result<CertificateRecord>> PutAsync(
        Principal principal, Guid controlPlaneId, Guid id, string? pem, string? title, CancellationToken cancellationToken)
    {
        var found = await planes.FindAsync(principal, Permission.ManageControlPlane, controlPlaneId, cancellationToken);
        if (!found.TryGet(out _, out var problem))
        {
            return problem;
        }

        if (!Read(pem, title).TryGet(out var fingerprint, out problem))
        {
            return problem;
        }

        var outcome = await storage.Certificates.UpdateAsync(
            controlPlaneId,
            id,
            record => record with { Cert = pem!, Title = title, Fingerprint = fingerprint, UpdatedAt = timeProvider.GetUtcNow() },
            cancellationToken);
        if (outcome.NameTaken)
        {
            return Problem.Conflict("The certificate is registered with this control plane already.");
        }

        if (outcome.Record is null)
        {
            return NotFound(id);
        }

        await ApplyAsync(controlPlaneId);
        await audit.AccessAsync(principal, "dp-client-certificate.update", controlPlaneId, id.ToString(), cancellationToken);
        return outcome.Record;
    }

    public async Task<Problem?> DeleteAsync(Principal principal, Guid controlPlaneId, Guid id, CancellationToken cancellationToken)
    {
        var found = await planes.FindAsync(principal, Permission.ManageControlPlane, controlPlaneId, cancellationToken);
        if (!found.TryGet(out _, out var problem))
        {
            return problem;
        }

        if (!await storage.Certificates.DeleteAsync(controlPlaneId, id, cancellationToken))
        {
            return NotFound(id);
        }

        await ApplyAsync(controlPlaneId);
        await audit.AccessAsync(principal, "dp-client-certificate.delete", controlPlaneId, id.ToString(), cancellationToken);
        return null;
    }

    private static Problem NotFound(Guid id) => Problem.NotFound($"There is no certificate {id}.");

    /// <summary>The certificate's fingerprint, or everything that is wrong with it.</summary>
    private static Result<string> Read(string? pem, string? title)
    {
        var errors = new InvalidParameters();
        errors.Length("title", title, 0, MaxTitle);
        if (string.IsNullOrWhiteSpace(pem))
        {
            errors.Required("cert");
            return errors.ToProblem()!;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return errors.ToProblem() is { } problem ? problem : certificate.GetCertHashString(HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            errors.Add("cert", "invalid", "must be one certificate in PEM (-----BEGIN CERTIFICATE-----)");
            return errors.ToProblem()!;
        }
    }

    private async Task ApplyAsync(Guid controlPlaneId)
    {
        await certificates.ReloadAsync(CancellationToken.None);
        var registered = (await storage.Certificates.ListAsync(controlPlaneId, CancellationToken.None)).Select(record => record.Fingerprint).ToHashSet();

        // Those of registered authorities are judged again when they come back.
        await nodes.CloseAsync(controlPlaneId, node => !registered.Contains(node.Fingerprint), "the node's certificate is no longer registered");
    }
}
