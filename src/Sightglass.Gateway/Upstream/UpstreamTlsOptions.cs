using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sightglass.Gateway.Upstream;

/// <summary>How TLS is spoken to an upstream. Equal options may share kept-alive connections.</summary>
internal sealed class UpstreamTlsOptions : IEquatable<UpstreamTlsOptions>
{
    private int _hashCode;

    /// <summary>The name sent as SNI and checked in the peer's certificate; the IP address literal when there is no name.</summary>
    public required string ServerName { get; init; }

    /// <summary>Whether the peer's certificate must be valid for <see cref="ServerName"/>. Default false, as <c>tls_verify</c>.</summary>
    public bool Verify { get; init; }

    /// <summary>Intermediate certificates allowed between the peer's and the root, 0–64; null for no limit. Ignored without <see cref="Verify"/>.</summary>
    public int? VerifyDepth { get; init; }

    /// <summary>The only roots trusted; empty for the system's. Ignored without <see cref="Verify"/>.</summary>
    public ImmutableArray<X509Certificate2> CaCertificates { get; init; } = [];

    /// <summary>The certificate presented to the peer when it asks; null for none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    public bool Equals(UpstreamTlsOptions? other)
        => ReferenceEquals(this, other)
            || (other is not null
                && GetHashCode() == other.GetHashCode()
                && string.Equals(ServerName, other.ServerName, StringComparison.OrdinalIgnoreCase)
                && Verify == other.Verify
                && VerifyDepth == other.VerifyDepth
                && SameCertificate(ClientCertificate?.TargetCertificate, other.ClientCertificate?.TargetCertificate)
                && CaCertificates.AsSpan().SequenceEqual(other.CaCertificates.AsSpan(), CertificateComparer.Instance));

    public override bool Equals(object? obj) => Equals(obj as UpstreamTlsOptions);

    public override int GetHashCode()
    {
        if (_hashCode == 0)
        {
            var hash = default(HashCode);
            hash.Add(ServerName, StringComparer.OrdinalIgnoreCase);
            hash.Add(Verify);
            hash.Add(VerifyDepth);
            hash.Add(ClientCertificate?.TargetCertificate.GetHashCode());
            hash.Add(CaCertificates.Length);
            _hashCode = hash.ToHashCode() | 1;
        }

        return _hashCode;
    }

    private static bool SameCertificate(X509Certificate2? left, X509Certificate2? right)
        => ReferenceEquals(left, right)
            || (left is not null && right is not null && left.RawDataMemory.Span.SequenceEqual(right.RawDataMemory.Span));

    private sealed class CertificateComparer : IEqualityComparer<X509Certificate2>
    {
        public static readonly CertificateComparer Instance = new();

        public bool Equals(X509Certificate2? x, X509Certificate2? y) => SameCertificate(x, y);

        public int GetHashCode(X509Certificate2 obj) => obj.GetHashCode();
    }
}
