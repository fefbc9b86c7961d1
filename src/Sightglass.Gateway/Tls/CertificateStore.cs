using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Tls;

/// <summary>The certificates of one configuration: by server name for clients, by id for upstreams.</summary>
internal sealed class CertificateStore
{
    private readonly FrozenDictionary<string, ServerCertificate> _byName;
    private readonly FrozenDictionary<Guid, SslStreamCertificateContext> _byId;
    private readonly FrozenDictionary<Guid, X509Certificate2> _authorities;

    private CertificateStore(
        IReadOnlyDictionary<string, ServerCertificate> byName,
        IReadOnlyDictionary<Guid, SslStreamCertificateContext> byId,
        IReadOnlyDictionary<Guid, X509Certificate2> authorities)
    {
        _byName = byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _byId = byId.ToFrozenDictionary();
        HasPairs = byName.Values.Any(static certificate => certificate.IsPair);
        _authorities = authorities.ToFrozenDictionary();
    }

    /// <summary>Whether a server name has certificates of two kinds of key.</summary>
    public bool HasPairs { get; }

    public static CertificateStore Build(GatewayConfiguration configuration, List<string> errors)
    {
        var byName = new Dictionary<string, ServerCertificate>(StringComparer.OrdinalIgnoreCase);
        var byId = new Dictionary<Guid, SslStreamCertificateContext>();
        var authorities = new Dictionary<Guid, X509Certificate2>();
        foreach (var config in configuration.Certificates)
        {
            try
            {
                var context = Load(config.Cert, config.Key);
                byId.Add(config.Id, context);
                var served = config is { CertAlt: { } alternative, KeyAlt: { } alternativeKey }
                    ? new ServerCertificate(context, Load(alternative, alternativeKey))
                    : new ServerCertificate(context);
                foreach (var name in config.Snis)
                {
                    byName.TryAdd(name.TrimEnd('.'), served);
                }
            }
            catch (CryptographicException exception)
            {
                errors.Add($"certificate '{config.Id}': {exception.Message}");
            }
        }

        foreach (var config in configuration.CaCertificates)
        {
            try
            {
                authorities.Add(config.Id, X509Certificate2.CreateFromPem(config.Cert));
            }
            catch (CryptographicException exception)
            {
                errors.Add($"ca_certificate '{config.Id}': {exception.Message}");
            }
        }

        return new CertificateStore(byName, byId, authorities);
    }

    /// <summary>The certificate for a server name: exact, <c>*.rest</c>, <c>first.*</c>, then <c>*</c> (gateway.md 1.6); null if none fits.</summary>
    public ServerCertificate? Find(string? serverName)
    {
        if (!string.IsNullOrEmpty(serverName))
        {
            var name = serverName.TrimEnd('.');
            if (_byName.TryGetValue(name, out var exact))
            {
                return exact;
            }

            var first = name.IndexOf('.', StringComparison.Ordinal);
            if (first > 0 && _byName.TryGetValue(string.Concat("*", name.AsSpan(first)), out var leading))
            {
                return leading;
            }

            var last = name.LastIndexOf('.');
            if (last > 0 && _byName.TryGetValue(string.Concat(name.AsSpan(0, last + 1), "*"), out var trailing))
            {
                return trailing;
            }
        }

        return _byName.GetValueOrDefault("*");
    }

    /// <summary>The certificate with an id; null for null and for an id that is not there.</summary>
    public SslStreamCertificateContext? GetContext(Guid? id) => id is { } value ? _byId.GetValueOrDefault(value) : null;

    public ImmutableArray<X509Certificate2> GetAuthorities(ImmutableArray<Guid> ids)
        => [.. ids.Select(id => _authorities.GetValueOrDefault(id)).OfType<X509Certificate2>()];

    /// <summary>Loads a PEM chain and its key.</summary>
    /// <exception cref="CryptographicException">One of them cannot be read, or they do not belong together.</exception>
    public static SslStreamCertificateContext Load(string certificate, string key)
    {
        using var leaf = LoadLeaf(certificate, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        chain.RemoveAt(0);

        // Through PKCS#12 because some platforms refuse keys that exist in memory only.
        var usable = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(usable, chain, offline: true);
    }

    private static X509Certificate2 LoadLeaf(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key is not the certificate's", e);
        }
    }
}
