using System.Net;
using Sightglass.Configuration.Entities;

namespace Sightglass.PluginSdk;

/// <summary>Who sent the request.</summary>
public abstract class PluginClient
{
    /// <summary>The real client (<c>real_ip_header</c>, <c>trusted_ips</c>).</summary>
    public abstract IPAddress Address { get; }

    /// <summary>The real client's port.</summary>
    public abstract int Port { get; }

    /// <summary>The TCP peer.</summary>
    public abstract IPAddress PeerAddress { get; }

    /// <summary>The TCP peer's port.</summary>
    public abstract int PeerPort { get; }

    /// <summary>Whether an address is one of <c>trusted_ips</c>: a proxy whose <c>X-Forwarded-*</c> headers are believed.</summary>
    public abstract bool IsTrusted(IPAddress address);

    /// <summary>The certificate presented when the client connected; null if it presented none.</summary>
    public virtual ClientCertificate? Certificate => null;

    /// <summary>
    /// What became of the client's certificate: <c>NONE</c> when there is none, <c>SUCCESS</c>, or <c>FAILED:</c> and a reason; null without TLS.
    /// Plugins that judge certificates by rules of their own set it for those after them and for the log.
    /// </summary>
    /// <exception cref="ArgumentException">It is set to something else.</exception>
    public virtual string? CertificateVerdict
    {
        get => null;
        set => throw new NotSupportedException("there is no TLS connection");
    }

    /// <summary>Who was authenticated; null if nobody.</summary>
    public abstract ConsumerConfig? Consumer { get; }

    /// <summary>What the consumer was authenticated by.</summary>
    public abstract CredentialConfig? Credential { get; }

    /// <summary>
    /// Records who was authenticated and sets the consumer headers of gateway.md 12 on the upstream request. Both null clears them;
    /// a consumer without credential is the anonymous fallback.
    /// </summary>
    public abstract void Authenticate(ConsumerConfig? consumer, CredentialConfig? credential);
}
