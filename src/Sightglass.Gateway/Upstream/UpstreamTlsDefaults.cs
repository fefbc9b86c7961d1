using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.Gateway.Upstream;

/// <summary>How TLS is spoken to upstreams whose service does not say (<c>upstream_tls_verify</c> and the settings next to it).</summary>
public sealed record UpstreamTlsDefaults
{
    /// <summary>The word for the system's authorities in <see cref="LoadAuthorities"/>.</summary>
    public const string System = "system";

    /// <summary>Whether certificates are verified (<c>upstream_tls_verify</c>). Default false.</summary>
    public bool Verify { get; init; }

    /// <summary>Intermediate certificates allowed, 0–64 (<c>lua_ssl_verify_depth</c>). Default 1.</summary>
    public int VerifyDepth { get; init; } = 1;

    /// <summary>The only roots trusted; empty for the system's (<c>lua_ssl_trusted_certificate</c>).</summary>
    public ImmutableArray<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>Presented where a service and its upstream entity name no certificate (<c>client_ssl_cert</c>); null for none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>Reads the authorities of a list of PEM files and <see cref="System"/>.</summary>
    /// <param name="sources">The list; empty for the system's authorities.</param>
    /// <returns>The authorities; empty when they are the system's and no others.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate.</exception>
    public static ImmutableArray<X509Certificate2> LoadAuthorities(ImmutableArray<string> sources)
    {
        if (sources.All(static source => source == System))
        {
            return [];
        }

        var authorities = new X509Certificate2Collection();
        foreach (var source in sources)
        {
            if (source == System)
            {
                AddSystem(authorities);
            }
            else
            {
                AddFile(authorities, source);
            }
        }

        return [.. authorities];
    }

    private static void AddSystem(X509Certificate2Collection authorities)
    {
        foreach (var location in (StoreLocation[])[StoreLocation.LocalMachine, StoreLocation.CurrentUser])
        {
            using var store = new X509Store(StoreName.Root, location);
            store.Open(OpenFlags.ReadOnly);
            authorities.AddRange(store.Certificates);
        }
    }

    private static void AddFile(X509Certificate2Collection authorities, string path)
    {
        var before = authorities.Count;
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException($"lua_ssl_trusted_certificate: {path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"lua_ssl_trusted_certificate: {e.Message}", e);
        }

        if (authorities.Count == before)
        {
            throw new CryptographicException($"lua_ssl_trusted_certificate: {path} holds no certificate; expected PEM text with at least one");
        }
    }
}
