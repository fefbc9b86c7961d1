using System.Net;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.PluginRuntime;

/// <summary>A TLS handshake as plugins see it.</summary>
internal sealed class RuntimeCertificateContext(string? serverName, IPAddress remoteAddress) : CertificateContext
{
    public override string? ServerName => serverName;

    public override IPAddress RemoteAddress => remoteAddress;

    public bool RequestsClientCertificate { get; private set; }

    public bool DisablesSessionReuse { get; private set; }

    public bool WantsOwnOptions => RequestsClientCertificate || DisablesSessionReuse;

    public override void RequestClientCertificate() => RequestsClientCertificate = true;

    public override void DisableSessionReuse() => DisablesSessionReuse = true;
}
