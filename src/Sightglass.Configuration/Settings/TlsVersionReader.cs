namespace Sightglass.Configuration.Settings;

/// <summary>Reads lists of TLS versions, separated by spaces or commas.</summary>
internal static class TlsVersionReader
{
    public static string? Read(string text, out TlsVersions value)
    {
        value = TlsVersions.None;
        foreach (var word in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var version = word switch { "TLSv1.2" => TlsVersions.Tls12, "TLSv1.3" => TlsVersions.Tls13, _ => TlsVersions.None };
            if (version == TlsVersions.None)
            {
                return $"expected TLSv1.2, TLSv1.3 or both, got '{word}'";
            }

            value |= version;
        }

        return value == TlsVersions.None ? "expected TLSv1.2, TLSv1.3 or both" : null;
    }
}
