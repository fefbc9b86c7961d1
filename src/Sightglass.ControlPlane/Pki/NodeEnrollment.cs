using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Cluster;
using Sightglass.ControlPlane.Hosting;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Pki;

/// <summary>Gives a node its certificate and registers it with a control plane.</summary>
public sealed class NodeEnrollment
{
    private readonly ClusterAuthority _authority;
    private readonly IStorage _storage;
    private readonly CertificateRegistry _registry;
    private readonly TimeProvider _timeProvider;

    internal NodeEnrollment(ClusterAuthority authority, IStorage storage, CertificateRegistry registry, TimeProvider timeProvider)
    {
        _registry = registry;
        _authority = authority;
        _storage = storage;
        _timeProvider = timeProvider;
    }

    /// <summary>
    /// Writes <c>cluster.crt</c>, <c>cluster.key</c> and <c>ca.crt</c> into the directory, made where needed, readable by their owner only,
    /// and registers the certificate. Files from an earlier enrolment that are still good are used again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The control plane does not exist.</exception>
    public async Task<EnrolledNode> EnrollAsync(Guid controlPlaneId, string nodeName, string directory, CancellationToken cancellationToken)
    {
        if (await _storage.ControlPlanes.FindAsync(controlPlaneId, cancellationToken) is null)
        {
            throw new InvalidOperationException($"There is no control plane {controlPlaneId}.");
        }

        PrivateFile.CreateDirectory(directory);
        var enrolled = new EnrolledNode(
            Path.Combine(directory, "cluster.crt"),
            Path.Combine(directory, "cluster.key"),
            Path.Combine(directory, "ca.crt"),
            ClusterProtocol.ServerName(controlPlaneId),
            ClusterProtocol.TelemetryServerName(controlPlaneId));
        PrivateFile.Write(enrolled.AuthorityFile, _authority.AuthorityPem);

        using var kept = CertificateFiles.Read(enrolled.CertificateFile, enrolled.KeyFile);
        if (kept is not null && _authority.IsFresh(kept) && await IsRegisteredAsync(controlPlaneId, kept, cancellationToken))
        {
            return enrolled;
        }

        using var fresh = _authority.IssueNode(nodeName);
        CertificateFiles.Write(fresh, enrolled.CertificateFile, enrolled.KeyFile);
        var now = _timeProvider.GetUtcNow();
        await _storage.Certificates.InsertAsync(
            new CertificateRecord
            {
                Id = Guid.CreateVersion7(now),
                ControlPlaneId = controlPlaneId,
                Cert = fresh.ExportCertificatePem(),
                Title = nodeName,
                Fingerprint = fresh.GetCertHashString(HashAlgorithmName.SHA256),
                CreatedAt = now,
                UpdatedAt = now,
            },
            cancellationToken);
        await _registry.ReloadAsync(cancellationToken);
        return enrolled;
    }

    private async Task<bool> IsRegisteredAsync(Guid controlPlaneId, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var registered = await _storage.Certificates.ListAsync(controlPlaneId, cancellationToken);
        return registered.Any(record => record.Fingerprint == fingerprint);
    }
}
