namespace Sightglass.PluginSdk;

/// <summary>A TLS handshake before the certificate is chosen.</summary>
public abstract class CertificateContext
{
    /// <summary>The server name the client asked for; null if it sent none.</summary>
    public abstract string? ServerName { get; }

    /// <summary>The client's address.</summary>
    public abstract System.Net.IPAddress RemoteAddress { get; }

    /// <summary>
    /// Asks the client for a certificate. It may send none; what it sends is in <see cref="PluginClient.Certificate"/> of the connection's requests,
    /// with a verdict by the authorities of <c>ssl_client_certificate</c> that refuses nothing by itself.
    /// </summary>
    public virtual void RequestClientCertificate() => throw new NotSupportedException("client certificates cannot be asked for here");

    /// <summary>Makes the connection one that the client cannot resume later without a whole handshake.</summary>
    public virtual void DisableSessionReuse() => throw new NotSupportedException("session reuse cannot be disabled here");
}
