using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.Gateway.Tests.Upstream;
using Sightglass.Gateway.Tls;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Verify;

namespace Sightglass.Gateway.Tests.Listening;

/// <summary>Certificates of clients: <c>ssl_verify_client</c>, and plugins that ask for them.</summary>
public sealed class ClientCertificateTests
{
    private static readonly X509Certificate2 Good = TestCertificates.Issue("alice");
    private static readonly X509Certificate2 Unknown = SelfSigned("mallory", DateTimeOffset.UtcNow.AddDays(1));
    private static readonly X509Certificate2 Expired = Old(TestCertificates.Authority);

    public static TheoryData<ClientVerification, string, int, string> Cases => new()
    {
        { ClientVerification.Off, "none", 200, "NONE" },
        { ClientVerification.Off, "good", 200, "NONE" },
        { ClientVerification.On, "none", 400, "No required SSL certificate was sent" },
        { ClientVerification.On, "good", 200, "SUCCESS CN=alice" },
        { ClientVerification.On, "unknown", 400, "The SSL certificate error" },
        { ClientVerification.On, "expired", 400, "The SSL certificate error" },
        { ClientVerification.Optional, "none", 200, "NONE" },
        { ClientVerification.Optional, "good", 200, "SUCCESS CN=alice" },
        { ClientVerification.Optional, "unknown", 400, "The SSL certificate error" },
        { ClientVerification.OptionalNoCa, "none", 200, "NONE" },
        { ClientVerification.OptionalNoCa, "good", 200, "SUCCESS CN=alice" },
        { ClientVerification.OptionalNoCa, "unknown", 200, "FAILED:self-signed certificate CN=mallory" },
        { ClientVerification.OptionalNoCa, "expired", 400, "The SSL certificate error" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Request_Verified_IsServedOrRefused(ClientVerification mode, string presented, int status, string body)
    {
        await using var upstream = FakeUpstream.Ok();
        var tracing = new RecordingTracing();
        var plugin = Telling();
        await using var gateway = await StartAsync(upstream, mode, plugin, tracing);

        var (answer, text) = await GetAsync(gateway, Presented(presented));

        Assert.Equal(status, answer);
        Assert.Contains(body, text, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
        var trace = (await tracing.TakeAsync(1))[0];
        Assert.Empty(TraceVerifier.Verify(trace));
        Assert.Equal(
            mode == ClientVerification.Off || presented == "none",
            !trace.Root.TryGet("tls.client.subject", out _));
    }

    [Theory]
    [InlineData(SslProtocols12)]
    [InlineData(SslProtocols13)]
    public async Task Plugin_InCertificatePhase_AsksForACertificate_AndRefusesNothing(int protocol)
    {
        await using var upstream = FakeUpstream.Ok();
        var plugin = Telling(static context => context.RequestClientCertificate());
        await using var gateway = await StartAsync(upstream, ClientVerification.Off, plugin);

        var none = await GetAsync(gateway, null, protocol);
        var unknown = await GetAsync(gateway, Unknown, protocol);
        var good = await GetAsync(gateway, Good, protocol);

        Assert.Equal((200, "NONE"), none);
        Assert.Equal((200, "FAILED:self-signed certificate CN=mallory"), unknown);
        Assert.Equal((200, "SUCCESS CN=alice"), good);
    }

    [Fact]
    public async Task Plugin_OfACertificatePhase_TakesTheWholeChain()
    {
        using var intermediate = Sign("Intermediate", TestCertificates.Authority, authority: true);
        using var leaf = Sign("bob", intermediate, authority: false);
        await using var upstream = FakeUpstream.Ok();
        string? pem = null;
        var plugin = new TestPlugin("tell", 1, PluginPhases.Access)
        {
            Access = context =>
            {
                pem = context.Client.Certificate?.ToPem();
                context.Exit(200, Encoding.UTF8.GetBytes(context.Client.CertificateVerdict ?? "-"), null);
                return default;
            },
        };
        await using var gateway = await StartAsync(upstream, ClientVerification.On, plugin);
        var chain = SslStreamCertificateContext.Create(leaf, [intermediate], offline: true);

        var deepEnough = await GetAsync(gateway, leaf, context: chain);
        await using var shallow = await StartAsync(upstream, ClientVerification.OptionalNoCa, Telling(), depth: 0);
        var tooDeep = await GetAsync(shallow, leaf, context: chain);

        Assert.Equal((200, "SUCCESS"), deepEnough);
        Assert.Equal($"{leaf.ExportCertificatePem()}\n{intermediate.ExportCertificatePem()}\n", pem);
        Assert.Equal(400, tooDeep.Status);
    }

    [Fact]
    public async Task Verdict_SetByAPlugin_CountsForItsRequestOnly()
    {
        await using var upstream = FakeUpstream.Ok();
        var first = true;
        var plugin = new TestPlugin("tell", 1, PluginPhases.Access)
        {
            Access = context =>
            {
                if (first)
                {
                    context.Client.CertificateVerdict = "FAILED:not on the list";
                    first = false;
                }

                context.Exit(200, Encoding.UTF8.GetBytes(context.Client.CertificateVerdict ?? "-"), null);
                return default;
            },
        };
        await using var gateway = await StartAsync(upstream, ClientVerification.Optional, plugin);
        await using var stream = await ConnectAsync(gateway, Good);
        var reader = new HttpReader(stream);

        var (_, one) = await GetAsync(stream, reader);
        var (_, two) = await GetAsync(stream, reader);

        Assert.Equal("FAILED:not on the list", one);
        Assert.Equal("SUCCESS", two);
    }

    [Fact]
    public async Task Http2_WithCertificate_IsServed()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream, ClientVerification.On, Telling());
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = Options(Good, null, 0) });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{gateway.Address}/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request);

        Assert.Equal("SUCCESS CN=alice", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("no certificate here", "holds no certificate")]
    [InlineData(null, "ssl_client_certificate")]
    public void LoadAuthorities_Bad_SaysWhere(string? text, string problem)
    {
        using var folder = new TemporaryDirectory();
        var path = Path.Combine(folder.Path, "ca.pem");
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        var settings = SettingsReader.Read(new SettingsSources { FileText = $"ssl_client_certificate = {path}" }).Settings!;
        var e = Assert.ThrowsAny<Exception>(() => ClientCertificatePolicy.LoadAuthorities(settings.Listeners.ClientAuthorities));

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    private const int SslProtocols12 = (int)System.Security.Authentication.SslProtocols.Tls12;
    private const int SslProtocols13 = (int)System.Security.Authentication.SslProtocols.Tls13;

    private static TestPlugin Telling(Action<CertificateContext>? certificate = null)
        => new("tell", 1, certificate is null ? PluginPhases.Access : PluginPhases.Access | PluginPhases.Certificate)
        {
            Certificate = context =>
            {
                certificate?.Invoke(context);
                return default;
            },
            Access = static context =>
            {
                var text = $"{context.Client.CertificateVerdict} {context.Client.Certificate?.Certificate.Subject}".TrimEnd();
                context.Exit(200, Encoding.UTF8.GetBytes(text), "text/plain");
                return default;
            },
        };

    private static Task<GatewayFixture> StartAsync(
        FakeUpstream upstream, ClientVerification mode, TestPlugin plugin, RecordingTracing? tracing = null, int depth = 1)
        => GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("tell")] },
            options => options with
            {
                Listeners = [options.Listeners[0] with { Tls = true, Http2 = true }],
                ClientCertificates = new ClientCertificatePolicy { Mode = mode, Authorities = [TestCertificates.Authority], Depth = depth },
            },
            tracing,
            plugin);

    private static X509Certificate2? Presented(string name) => name switch
    {
        "good" => Good,
        "unknown" => Unknown,
        "expired" => Expired,
        _ => null,
    };

    private static async Task<(int Status, string Body)> GetAsync(
        GatewayFixture gateway, X509Certificate2? certificate, int protocol = 0, SslStreamCertificateContext? context = null)
    {
        await using var stream = await ConnectAsync(gateway, certificate, protocol, context);
        return await GetAsync(stream, new HttpReader(stream));
    }

    private static async Task<(int Status, string Body)> GetAsync(SslStream stream, HttpReader reader)
    {
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n"u8.ToArray());
        var head = await reader.ReadHeadAsync() ?? throw new IOException("no answer");
        var length = long.Parse(HttpReader.Header(head, "Content-Length")!, System.Globalization.CultureInfo.InvariantCulture);
        return (int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), await reader.ReadAsync(length));
    }

    private static async Task<SslStream> ConnectAsync(
        GatewayFixture gateway, X509Certificate2? certificate, int protocol = 0, SslStreamCertificateContext? context = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(gateway.Address);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(Options(certificate, context, protocol));
        return stream;
    }

    private static SslClientAuthenticationOptions Options(X509Certificate2? certificate, SslStreamCertificateContext? context, int protocol) => new()
    {
        TargetHost = "gateway.test",
        ClientCertificateContext = context ?? (certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true)),
        EnabledSslProtocols = (System.Security.Authentication.SslProtocols)protocol,
        AllowTlsResume = false,
#pragma warning disable CA5359 // The server's certificate is made at its start.
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    private static X509Certificate2 SelfSigned(string name, DateTimeOffset until)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-2), until);
    }

    private static X509Certificate2 Old(X509Certificate2 issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=late", key, HashAlgorithmName.SHA256).Create(
            issuer, DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Sign(string name, X509Certificate2 issuer, bool authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        using var certificate = request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!),
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
