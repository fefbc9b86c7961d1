using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Cluster;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>Judges nodes' certificates by what is registered. What is registered is kept in memory, since every upload asks.</summary>
internal sealed class CertificateRegistry(IStorage storage, TimeProvider timeProvider)
{
    private volatile Snapshot _snapshot = new([], FrozenDictionary<string, ImmutableArray<Guid>>.Empty, []);

    /// <summary>Reads what is registered. To be called at start and after every change.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var planes = await storage.ControlPlanes.ListAsync(cancellationToken);
        var certificates = await storage.Certificates.ListAllAsync(cancellationToken);
        var pki = planes.Where(plane => plane.AuthType == AuthType.Pki).Select(plane => plane.Id).ToHashSet();
        _snapshot = new Snapshot(
            [.. planes.Select(plane => (plane.Id, plane.Name))],
            certificates
                .Where(certificate => !pki.Contains(certificate.ControlPlaneId))
                .GroupBy(certificate => certificate.Fingerprint, certificate => certificate.ControlPlaneId)
                .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal),
            [.. certificates.Where(certificate => pki.Contains(certificate.ControlPlaneId)).Select(Authority)]);
    }

    /// <summary>Decides about a node by its certificate and the server name it asked for.</summary>
    /// <param name="certificate">What it showed; that it has the key is proven by TLS.</param>
    /// <param name="serverName">The TLS server name; one that names a control plane must fit the certificate.</param>
    public Admission Judge(X509Certificate2 certificate, string? serverName)
    {
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var now = timeProvider.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
        {
            return new Admission(null, fingerprint, $"the certificate is good from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}, not now");
        }

        var snapshot = _snapshot;
        var registered = snapshot.Pinned.TryGetValue(fingerprint, out var pinned) ? pinned : [];
        ImmutableArray<Guid> planes = [.. registered.Concat(SignedFor(certificate, snapshot)).Distinct()];
        if (planes.IsEmpty)
        {
            return new Admission(null, fingerprint, "the certificate is registered with no control plane (dp-client-certificates)");
        }

        if (Addressed(serverName) is not { } prefix)
        {
            return planes.Length == 1
                ? new Admission(planes[0], fingerprint, null)
                : new Admission(null, fingerprint, "the certificate is registered with several control planes: name one with cluster_server_name");
        }

        foreach (var plane in planes)
        {
            if (ClusterProtocol.Prefix(plane) == prefix)
            {
                return new Admission(plane, fingerprint, null);
            }
        }

        return new Admission(
            null,
            fingerprint,
            $"the certificate is registered with control plane {string.Join(", ", planes.Select(snapshot.Name))}, not with {snapshot.Addressed(prefix)}");
    }

    /// <summary>The label of a server name such as <c>0f5c3a9e21.cp.sightglass</c>; null when the name names no control plane.</summary>
    private static string? Addressed(string? serverName) =>
        serverName?.Split('.') is [var prefix, "cp" or "tp", ClusterProtocol.ServerNameDomain] ? prefix : null;

    private static (Guid, X509Certificate2) Authority(CertificateRecord record) => (record.ControlPlaneId, X509Certificate2.CreateFromPem(record.Cert));

    private IEnumerable<Guid> SignedFor(X509Certificate2 certificate, Snapshot snapshot)
    {
        foreach (var (plane, authority) in snapshot.Authorities)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationTime = timeProvider.GetUtcNow().UtcDateTime;
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
            if (chain.Build(certificate))
            {
                yield return plane;
            }
        }
    }

    private sealed record Snapshot(
        ImmutableArray<(Guid Id, string Name)> Planes,
        FrozenDictionary<string, ImmutableArray<Guid>> Pinned,
        ImmutableArray<(Guid ControlPlaneId, X509Certificate2 Certificate)> Authorities)
    {
        public string Name(Guid id) => $"'{Planes.FirstOrDefault(plane => plane.Id == id).Name}'";

        public string Addressed(string prefix) =>
            Planes.FirstOrDefault(plane => ClusterProtocol.Prefix(plane.Id) == prefix) is { Name: { } name } ? $"'{name}'" : $"the one addressed ({prefix}), which does not exist";
    }
}
