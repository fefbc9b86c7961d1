namespace Sightglass.Configuration.Settings;

/// <summary>A certificate and its private key.</summary>
public sealed record CertificateFiles(PemSource Certificate, PemSource Key);
