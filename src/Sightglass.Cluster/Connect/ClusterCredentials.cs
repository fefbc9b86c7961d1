using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.Cluster.Connect;

/// <summary>What a node shows and what it trusts when it connects to the cluster and telemetry ports.</summary>
public sealed record ClusterCredentials : IDisposable
{
    /// <summary>The node's certificate with its private key; registered with the control plane.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The only authorities the control plane's certificate may come from; empty for the system's.</summary>
    public required X509Certificate2Collection TrustedAuthorities { get; init; }

    /// <summary>Reads the three PEM files that enrolling a node writes.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file does not hold what it should.</exception>
    public static ClusterCredentials Load(string certificateFile, string keyFile, string authorityFile) =>
        FromPem(File.ReadAllText(certificateFile), File.ReadAllText(keyFile), File.ReadAllText(authorityFile));

    /// <summary>Takes the texts of the three PEM files.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A text does not hold what it should.</exception>
    public static ClusterCredentials FromPem(string certificate, string key, string? authority)
    {
        using var pem = X509Certificate2.CreateFromPem(certificate, key);
        var authorities = new X509Certificate2Collection();
        if (authority is not null)
        {
            authorities.ImportFromPem(authority);
        }

        return new ClusterCredentials
        {
            // Through PKCS#12: a certificate made from PEM directly cannot be used by every TLS implementation.
            Certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null),
            TrustedAuthorities = authorities,
        };
    }

    /// <summary>TLS settings for a client of either port.</summary>
    /// <param name="serverName">Name to ask for (SNI) and to find in the certificate.</param>
    public SslClientAuthenticationOptions ToTlsOptions(string serverName) => new()
    {
        TargetHost = serverName,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificates = [Certificate],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificate,
        CertificateChainPolicy = Policy(),
    };

    /// <summary>
    /// A handler for requests to <c>https://{server name}</c> that always connects to <paramref name="host"/> and <paramref name="port"/>.
    /// The HTTP client takes the TLS server name from the request's address and nowhere else, so the two are kept apart here.
    /// </summary>
    public SocketsHttpHandler CreateHandler(string host, int port) => new()
    {
        SslOptions = ToTlsOptions(host),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(host, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var authority in TrustedAuthorities)
        {
            authority.Dispose();
        }
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = TrustedAuthorities.Count == 0 ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(TrustedAuthorities);
        return policy;
    }
}
