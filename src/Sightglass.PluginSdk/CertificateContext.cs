namespace Sightglass.PluginSdk;

/// <summary>A TLS handshake before the certificate is chosen.</summary>
public abstract class CertificateContext
{
    /// <summary>The server name the client asked for; null if it sent none.</summary>
    public abstract string? ServerName { get; }

    /// <summary>The client's address.</summary>
    public abstract System.Net.IPAddress RemoteAddress { get; }
}
