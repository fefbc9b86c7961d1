namespace Sightglass.Configuration.Settings;

/// <summary>Versions of TLS.</summary>
[Flags]
public enum TlsVersions
{
    None = 0,
    Tls12 = 1,
    Tls13 = 2,
}
