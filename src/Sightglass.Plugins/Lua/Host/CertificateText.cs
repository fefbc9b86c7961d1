using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>Client certificates in the words of nginx's <c>ssl_client_</c> variables (ngx_http_ssl_module).</summary>
internal static class CertificateText
{
    /// <summary>A variable's value; null for one that there is not.</summary>
    /// <param name="name">Its name after <c>ssl_client_</c>.</param>
    /// <param name="certificate">The client's certificate.</param>
    /// <param name="time">The clock.</param>
    public static string? Variable(string name, X509Certificate2 certificate, TimeProvider time) => name switch
    {
        "s_dn" => Name(certificate.SubjectName),
        "i_dn" => Name(certificate.IssuerName),
        "serial" => certificate.SerialNumber,
        "fingerprint" => Fingerprint(certificate),
        "raw_cert" => certificate.ExportCertificatePem() + "\n",
        "cert" => certificate.ExportCertificatePem().ReplaceLineEndings("\n\t"),
        "escaped_cert" => Uri.EscapeDataString(certificate.ExportCertificatePem() + "\n"),
        "v_start" => Time(certificate.NotBefore),
        "v_end" => Time(certificate.NotAfter),
        "v_remain" => Math.Max(0, (int)(certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime).TotalDays).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A name as RFC 2253 writes it: the most specific part first, parted by commas.</summary>
    public static string Name(X500DistinguishedName name)
    {
        var text = new StringBuilder();
        foreach (var part in name.EnumerateRelativeDistinguishedNames())
        {
            if (text.Length > 0)
            {
                text.Append(',');
            }

            if (part.HasMultipleElements)
            {
                // Rare, and their parts are not to be had one by one.
                text.Append('#').Append(Convert.ToHexString(part.RawData.Span));
                continue;
            }

            text.Append(Label(part.GetSingleElementType())).Append('=');
            Escape(text, part.GetSingleElementValue() ?? "");
        }

        return text.ToString();
    }

    private static string Label(Oid type) => type.Value switch
    {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "street",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.42" => "GN",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        var value => value ?? "",
    };

    /// <summary>RFC 2253, 2.4. What is not ASCII is escaped byte by byte, as OpenSSL does.</summary>
    private static void Escape(StringBuilder text, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            var edge = (i == 0 && b is (byte)' ' or (byte)'#') || (i == bytes.Length - 1 && b == ' ');
            if (b is < 0x20 or >= 0x7F)
            {
                text.Append('\\').Append(b.ToString("X2", CultureInfo.InvariantCulture));
                continue;
            }

            if (edge || b is (byte)',' or (byte)'+' or (byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)';')
            {
                text.Append('\\');
            }

            text.Append((char)b);
        }
    }

    // A name for a certificate, not a protection: nginx has SHA-1 there.
    private static string Fingerprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA1).ToLowerInvariant();

    private static string Time(DateTime time)
    {
        var utc = time.ToUniversalTime();
        return string.Create(CultureInfo.InvariantCulture, $"{utc:MMM} {utc.Day,2} {utc:HH:mm:ss yyyy} GMT");
    }
}
