using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sightglass.PluginSdk;

/// <summary>The certificate that a client presented when it connected, and what it sent with it. Shared by the connection's requests.</summary>
/// <param name="certificate">The client's own certificate.</param>
/// <param name="intermediates">The certificates sent after it, as they came.</param>
public sealed class ClientCertificate(X509Certificate2 certificate, ImmutableArray<X509Certificate2> intermediates)
{
    private string? _pem;

    /// <summary>The client's own certificate.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>The certificates sent after it, as they came; none on a resumed connection.</summary>
    public ImmutableArray<X509Certificate2> Intermediates => intermediates;

    /// <summary>All of them as PEM text, the client's own first, each with a line end after it.</summary>
    public string ToPem() => _pem ??= Write();

    private string Write()
    {
        var text = new StringBuilder(certificate.ExportCertificatePem()).Append('\n');
        foreach (var intermediate in intermediates)
        {
            text.Append(intermediate.ExportCertificatePem()).Append('\n');
        }

        return text.ToString();
    }
}
