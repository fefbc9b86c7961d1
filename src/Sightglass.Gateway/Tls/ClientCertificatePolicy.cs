using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Configuration.Settings;

namespace Sightglass.Gateway.Tls;

/// <summary>Whether TLS clients are asked for certificates, and which are good.</summary>
public sealed record ClientCertificatePolicy
{
    /// <summary>Whether they are asked, and must have one (<c>ssl_verify_client</c>). Default off.</summary>
    public ClientVerification Mode { get; init; }

    /// <summary>Intermediate certificates allowed, 0–64 (<c>ssl_verify_depth</c>). Default 1.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>The authorities that sign clients' certificates (<c>ssl_client_certificate</c>).</summary>
    public ImmutableArray<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>Reads the authorities from PEM text.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">It holds no certificate.</exception>
    internal static ImmutableArray<X509Certificate2> LoadAuthorities(PemSource? source)
    {
        if (source is null)
        {
            return [];
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(source.Load());
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException($"ssl_client_certificate: {source}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"ssl_client_certificate: {e.Message}", e);
        }

        return authorities.Count > 0
            ? [.. authorities]
            : throw new CryptographicException($"ssl_client_certificate: {source} holds no certificate; expected PEM text with at least one");
    }
}
