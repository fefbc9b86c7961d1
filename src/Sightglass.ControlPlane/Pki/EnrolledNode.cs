namespace Sightglass.ControlPlane.Pki;

/// <summary>What a node needs to join its control plane.</summary>
/// <param name="CertificateFile">PEM file with the node's certificate.</param>
/// <param name="KeyFile">PEM file with its private key.</param>
/// <param name="AuthorityFile">PEM file with the authority to trust.</param>
/// <param name="ServerName">TLS server name on the cluster port.</param>
/// <param name="TelemetryServerName">TLS server name on the telemetry port.</param>
public sealed record EnrolledNode(string CertificateFile, string KeyFile, string AuthorityFile, string ServerName, string TelemetryServerName);
