using System.Net;

namespace Sightglass.Gateway.Upstream;

/// <summary>
/// Where and how to connect. Two equal endpoints share kept-alive connections: the key is address and port and, for TLS, everything in
/// <see cref="UpstreamTlsOptions"/> (gateway.md 8.4). Keep and reuse instances: a lookup by the same instance is the cheapest.
/// </summary>
internal sealed class UpstreamEndpoint(IPEndPoint address, UpstreamTlsOptions? tls = null) : IEquatable<UpstreamEndpoint>
{
    private readonly int _hashCode = HashCode.Combine(address, tls);

    /// <summary>Address and port to connect to.</summary>
    public IPEndPoint Address { get; } = address;

    /// <summary>TLS options; null for plain TCP.</summary>
    public UpstreamTlsOptions? Tls { get; } = tls;

    /// <summary>The pool's own place for what it keeps about this endpoint.</summary>
    internal ConnectionBucket? Bucket { get; set; }

    public bool Equals(UpstreamEndpoint? other)
        => ReferenceEquals(this, other)
            || (other is not null && _hashCode == other._hashCode && Address.Equals(other.Address) && Equals(Tls, other.Tls));

    public override bool Equals(object? obj) => Equals(obj as UpstreamEndpoint);

    public override int GetHashCode() => _hashCode;

    public override string ToString() => Tls is null ? Address.ToString() : $"{Address} (TLS, {Tls.ServerName})";
}
