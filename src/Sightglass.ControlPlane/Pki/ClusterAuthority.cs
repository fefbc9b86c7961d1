using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Cluster;
using Sightglass.ControlPlane.Hosting;

namespace Sightglass.ControlPlane.Pki;

/// <summary>
/// The cluster's own certificate authority and the certificate of the cluster and telemetry ports, in <c>pki/</c> of the data directory.
/// Both are made at the first run. The server's certificate is made anew 30 days before it ends, or when its names change.
/// </summary>
internal sealed class ClusterAuthority : IDisposable
{
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(397);
    private static readonly TimeSpan NodeLife = TimeSpan.FromDays(730);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Clocks of nodes may be behind.</summary>
    private static readonly TimeSpan Backdate = TimeSpan.FromHours(1);

    private readonly string _directory;
    private readonly string[] _names;
    private readonly TimeProvider _timeProvider;
    private readonly X509Certificate2 _authority;
    private readonly Lock _renewing = new();
    private volatile X509Certificate2? _server;

    private ClusterAuthority(string directory, string[] names, TimeProvider timeProvider, X509Certificate2 authority)
    {
        _directory = directory;
        _names = names;
        _timeProvider = timeProvider;
        _authority = authority;
    }

    /// <summary>The authority's certificate, which nodes trust, as PEM.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem() + "\n";

    /// <summary>The certificate to show to nodes.</summary>
    public X509Certificate2 Server
    {
        get
        {
            // One that is good is returned without the lock; it is asked for on every handshake.
            var server = _server;
            if (server is not null && IsFresh(server))
            {
                return server;
            }

            lock (_renewing)
            {
                if (_server is null || !IsFresh(_server))
                {
                    _server = Issue();
                }

                return _server;
            }
        }
    }

    /// <summary>Reads what is there and makes what is missing.</summary>
    /// <param name="dataDirectory">Where the <c>pki</c> directory is or will be.</param>
    /// <param name="hosts">Names and addresses under which nodes reach this machine, beside loopback and the host's own name.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="CryptographicException">A file is damaged or readable by others.</exception>
    public static ClusterAuthority LoadOrCreate(string dataDirectory, IEnumerable<string> hosts, TimeProvider timeProvider)
    {
        var directory = Path.Combine(dataDirectory, "pki");
        PrivateFile.CreateDirectory(directory);
        var certificateFile = Path.Combine(directory, "ca.crt");
        var keyFile = Path.Combine(directory, "ca.key");
        var authority = CertificateFiles.Read(certificateFile, keyFile);
        if (authority is null)
        {
            var now = timeProvider.GetUtcNow();
            using var fresh = CertificateIssuer.Authority("Sightglass cluster authority", now - Backdate, now + AuthorityLife);
            CertificateFiles.Write(fresh, certificateFile, keyFile);
            authority = CertificateFiles.Read(certificateFile, keyFile)!;
        }

        string[] names =
        [
            .. new[] { "localhost", IPAddress.Loopback.ToString(), IPAddress.IPv6Loopback.ToString(), Dns.GetHostName() }
                .Concat(hosts)
                .Append($"*.cp.{ClusterProtocol.ServerNameDomain}")
                .Append($"*.tp.{ClusterProtocol.ServerNameDomain}")
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ];
        return new ClusterAuthority(directory, names, timeProvider, authority);
    }

    /// <summary>A certificate for a node.</summary>
    public X509Certificate2 IssueNode(string name)
    {
        var now = _timeProvider.GetUtcNow();
        return CertificateIssuer.Client(_authority, name, now - Backdate, now + NodeLife);
    }

    /// <summary>Whether a certificate is good for a while yet.</summary>
    public bool IsFresh(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime() - RenewBefore > _timeProvider.GetUtcNow().UtcDateTime;

    public void Dispose()
    {
        _authority.Dispose();
        _server?.Dispose();
    }

    private X509Certificate2 Issue()
    {
        var certificateFile = Path.Combine(_directory, "server.crt");
        var keyFile = Path.Combine(_directory, "server.key");
        var kept = CertificateFiles.Read(certificateFile, keyFile);
        if (kept is not null && IsFresh(kept) && HasNames(kept) && kept.IssuerName.RawData.AsSpan().SequenceEqual(_authority.SubjectName.RawData))
        {
            return kept;
        }

        kept?.Dispose();
        var now = _timeProvider.GetUtcNow();
        using var fresh = CertificateIssuer.Server(_authority, "Sightglass control plane", _names, now - Backdate, now + ServerLife);
        CertificateFiles.Write(fresh, certificateFile, keyFile);
        return CertificateFiles.Read(certificateFile, keyFile)!;
    }

    private bool HasNames(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var has = alternatives is null
            ? []
            : alternatives.EnumerateDnsNames().Concat(alternatives.EnumerateIPAddresses().Select(address => address.ToString()));
        return has.Order(StringComparer.Ordinal).SequenceEqual(_names, StringComparer.OrdinalIgnoreCase);
    }
}
