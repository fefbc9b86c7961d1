using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.Node;
using Sightglass.Gateway.Tls;

namespace Sightglass.Gateway.Tests.Listening;

/// <summary>Two certificates for one name: ECDSA for clients that can check it, RSA for the rest. The clients are openssl's.</summary>
public sealed class CertificateKindTests
{
    private const string Rsa = "RSA";
    private const string Ecdsa = "EC";

    [Theory]
    [InlineData("-tls1_3", Ecdsa)]
    [InlineData("-tls1_3 -sigalgs rsa_pss_rsae_sha256", Rsa)]
    [InlineData("-tls1_3 -sigalgs ecdsa_secp384r1_sha384:rsa_pss_rsae_sha256", Rsa)]
    [InlineData("-tls1_2", Ecdsa)]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", Rsa)]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256", Ecdsa)]
    [InlineData("-tls1_2 -sigalgs RSA+SHA256:RSA-PSS+SHA256", Rsa)]
    [InlineData("-tls1_2 -groups X25519", Rsa)]
    public async Task Connect_EntityWithTwoKinds_ClientDecides(string arguments, string expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        await using var upstream = FakeUpstream.Ok();
        foreach (var swapped in new[] { false, true })
        {
            await using var gateway = await GatewayFixture.StartAsync(
                Configurations.Proxy(upstream.EndPoint) with { Certificates = [Config(swapped)] },
                static options => options with { Listeners = [options.Listeners[0] with { Tls = true }] });

            Assert.Equal(expected, await PresentedAsync(gateway.Address, arguments));
        }
    }

    [Theory]
    [InlineData("", Ecdsa)]
    [InlineData("-sigalgs rsa_pss_rsae_sha256", Rsa)]
    public async Task Connect_SettingsWithTwoKinds_EveryListenerPresentsBoth(string arguments, string expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        using var directory = new TemporaryDirectory();
        using var nodes = new NodeFixture();
        var (certificates, keys) = (new List<string>(), new List<string>());
        foreach (var (kind, certificate, key) in new[] { ("rsa", RsaPair.Certificate, RsaPair.Key), ("ec", EcdsaPair.Certificate, EcdsaPair.Key) })
        {
            await File.WriteAllTextAsync(directory.File($"{kind}.crt"), certificate);
            await File.WriteAllTextAsync(directory.File($"{kind}.key"), key);
            certificates.Add(directory.File($"{kind}.crt"));
            keys.Add(directory.File($"{kind}.key"));
        }

        var settings = new List<(string, string)>();
        foreach (var (listen, prefix) in new[] { ("proxy_listen", ""), ("admin_listen", "admin_"), ("status_listen", "status_") })
        {
            settings.Add((listen, "127.0.0.1:0 ssl"));
            settings.Add(($"{prefix}ssl_cert", string.Join(',', certificates)));
            settings.Add(($"{prefix}ssl_cert_key", string.Join(',', keys)));
        }

        await using var node = await nodes.StartAsync("""{"_format_version": "3.0"}""", [], [.. settings]);

        foreach (var address in (IPEndPoint[])[node.ProxyAddresses[0], node.AdminAddresses[0], node.StatusAddresses[0]])
        {
            Assert.Equal(expected, await PresentedAsync(address, arguments));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\x16\x03\x01\0\x05\x02\0\0\x01\0")]
    [InlineData("\x16\x03\x01\0\x05\x01\0\0\x01\0")]
    [InlineData("\x16\x03\x01\0\x04\x01\xFF\xFF\xFF")]
    public void Read_NoHello_AcceptsNothingAndEnds(string bytes)
    {
        var hello = ClientHello.Read(new ReadOnlySequence<byte>(System.Text.Encoding.Latin1.GetBytes(bytes)));

        Assert.False(Assert.IsType<ClientHello>(hello).AcceptsEcdsa(256, true));
    }

    private static readonly (string Certificate, string Key) RsaPair = CreateRsa();
    private static readonly (string Certificate, string Key) EcdsaPair = CreateEcdsa();

    private static CertificateConfig Config(bool swapped)
    {
        var (first, second) = swapped ? (EcdsaPair, RsaPair) : (RsaPair, EcdsaPair);
        return new CertificateConfig
        {
            Id = Configurations.Id(200),
            Cert = first.Certificate,
            Key = first.Key,
            CertAlt = second.Certificate,
            KeyAlt = second.Key,
            Snis = ["two.test"],
        };
    }

    private static (string Certificate, string Key) CreateRsa()
    {
        using var key = RSA.Create(2048);
        return Create(new CertificateRequest("CN=two.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), key);
    }

    private static (string Certificate, string Key) CreateEcdsa()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Create(new CertificateRequest("CN=two.test", key, HashAlgorithmName.SHA256), key);
    }

    private static (string Certificate, string Key) Create(CertificateRequest request, AsymmetricAlgorithm key)
    {
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The algorithm of the key in the certificate that openssl is presented.</summary>
    private static async Task<string> PresentedAsync(IPEndPoint address, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/openssl", $"s_client -connect {address} -servername two.test {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var pem = output.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal);
        Assert.True(pem >= 0, output + await errors);
        using var certificate = X509Certificate2.CreateFromPem(output.AsSpan(pem));
        return certificate.PublicKey.Oid.Value == "1.2.840.113549.1.1.1" ? Rsa : Ecdsa;
    }
}
