using Sightglass.Gateway.Tls;

namespace Sightglass.Gateway.Listening;

/// <summary>When the steps of a connection's TLS handshake took place, in ticks of the trace's clock; 0 for a step that was not reached.</summary>
internal sealed class HandshakeState
{
    /// <summary>The encrypted side of the connection.</summary>
    public required WireReader Encrypted { get; init; }

    /// <summary>What the server's side of the handshake says in the clear.</summary>
    public ServerHelloScan Hello { get; } = new();

    /// <summary>The first handshake byte was read.</summary>
    public long Begun => Encrypted.FirstByteTimestamp;

    /// <summary>The ClientHello was parsed: the certificate phase begins.</summary>
    public long CertificatePhaseStart { get; set; }

    /// <summary>The certificate was chosen.</summary>
    public long CertificatePhaseEnd { get; set; }

    /// <summary>The handshake was finished.</summary>
    public long Finished { get; set; }

    /// <summary>What each plugin's handler took in the certificate phase; null when none ran or no session was active.</summary>
    public List<(PluginRuntime.PluginEntry Plugin, long Start, long End, Exception? Failure)>? Plugins { get; set; }

    /// <summary>The certificate presented to the client.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2? ServerCertificate { get; set; }

    /// <summary>The client's certificate; null when the client was not asked for one.</summary>
    public ClientCertificateCheck? Client { get; set; }
}
