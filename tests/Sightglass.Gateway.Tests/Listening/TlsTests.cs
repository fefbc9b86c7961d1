using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.Gateway.Tests.Upstream;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Verify;

namespace Sightglass.Gateway.Tests.Listening;

public sealed class TlsTests
{
    [Theory]
    [InlineData("exact.test", "exact.test")]
    [InlineData("EXACT.test", "exact.test")]
    [InlineData("a.wild.test", "*.wild.test")]
    [InlineData("first.anything", "first.*")]
    [InlineData("other.test", "*")]
    public async Task Connect_ServerName_ChoosesTheCertificate(string serverName, string configured)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(WithCertificates(upstream.EndPoint, "exact.test", "*.wild.test", "first.*", "*"));

        using var client = await RawClient.ConnectTlsAsync(gateway.Address, serverName);

        Assert.Equal($"CN={Label(configured)}", client.PeerCertificate!.Subject);
        Assert.Equal("https", (await client.GetAsync("/")).Status == 200 ? upstream.Requests.Single()["X-Forwarded-Proto"] : "refused");
    }

    [Fact]
    public async Task Connect_NoCertificateFits_TheDefaultOneIsPresented()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(Configurations.Proxy(upstream.EndPoint));

        using var client = await RawClient.ConnectTlsAsync(gateway.Address, "nobody.test");

        Assert.Contains("CN=localhost", client.PeerCertificate!.Subject);
    }

    [Fact]
    public async Task HttpsOnlyRoute_OverPlainText_426OrRedirect()
    {
        await using var upstream = FakeUpstream.Ok();
        var secure = Configurations.Proxy(upstream.EndPoint, route => route with { Protocols = ["https"] });
        await using var gateway = await GatewayFixture.StartAsync(secure);

        var refused = await gateway.GetAsync("/a?b");
        await gateway.Host.ApplyAsync(secure with { Routes = [secure.Routes[0] with { HttpsRedirectStatusCode = 308 }] });
        var redirected = await gateway.GetAsync("/a?b");

        Assert.Equal(426, refused.Status);
        Assert.Contains("Please use HTTPS protocol", refused.Body);
        Assert.Equal("TLS/1.2, HTTP/1.1", refused["Upgrade"]);
        Assert.Equal(308, redirected.Status);
        Assert.Equal("https://gateway.test/a?b", redirected["Location"]);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task CertificatePhase_GlobalPluginRunsOncePerConnection()
    {
        string? seen = null;
        var plugin = new TestPlugin("cert", 1, PluginPhases.Certificate)
        {
            Certificate = context =>
            {
                seen = context.ServerName;
                return default;
            },
        };
        await using var upstream = FakeUpstream.Ok();
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("cert")] },
            WithTls,
            tracing,
            plugin);
        using var client = await RawClient.ConnectTlsAsync(gateway.Address, "name.test");
        await client.GetAsync("/");
        await client.GetAsync("/");

        var traces = await tracing.TakeAsync(2);

        Assert.Equal("name.test", seen);
        Assert.Single(plugin.Calls);
        Assert.All(traces, static trace => Assert.Empty(TraceVerifier.Verify(trace)));
        Assert.Contains(traces[0].Spans, static span => span.Name == "kong.tls_handshake");
        Assert.Contains(traces[0].Spans, static span => span.Name == "kong.certificate.plugin.cert");
        Assert.DoesNotContain(traces[1].Spans, static span => span.Name is "kong.tls_handshake" or "kong.phase.certificate");
        Assert.True(traces[0].Root.TryGet("tls.client.server_name", out var serverName));
        Assert.Equal("name.test", serverName.AsString);
        Assert.True(traces[0].Root.TryGet("tls.protocol.version", out var version));
        Assert.StartsWith("TLSv1.", version.AsString);
    }

    [Fact]
    public async Task Http2_OverTls_IsServed()
    {
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response($"{request.Target} {request.Body}"));
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(Configurations.Proxy(upstream.EndPoint), WithTls, tracing);
        using var client = Http2Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{gateway.Address}/{i}")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StringContent($"body {i}"),
            };
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpVersion.Version20, response.Version);
            return await response.Content.ReadAsStringAsync();
        }));

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"/{i} body {i}"), answers);
        var traces = await tracing.TakeAsync(20);
        Assert.All(traces, static trace => Assert.Empty(TraceVerifier.Verify(trace)));
        Assert.All(traces, static trace => Assert.True(trace.Root.TryGet("network.protocol.version", out var version) && version.AsString == "2"));
    }

    [Fact]
    public async Task Http2_PriorKnowledgeOnAPlainListener_IsServedBesideHttp1()
    {
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response(request["X-Forwarded-Proto"]!));
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint),
            static options => options with { Listeners = [options.Listeners[0] with { Http2 = true }] });
        using var client = Http2Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{gateway.Address}/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request);
        var old = await gateway.GetAsync("/");

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("http", await response.Content.ReadAsStringAsync());
        Assert.Equal((200, "http"), (old.Status, old.Body));
    }

    [Fact]
    public async Task Http2_UpstreamDiesInsideBody_StreamIsReset()
    {
        await using var upstream = new Fakes.RawServer.RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        });
        await using var gateway = await GatewayFixture.StartAsync(Configurations.Proxy(upstream.EndPoint), WithTls);
        using var client = Http2Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{gateway.Address}/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync(request));
    }

    private static HttpClient Http2Client() => new(new SocketsHttpHandler
    {
#pragma warning disable CA5359 // The certificate is the gateway's own, made at its start.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
    });

    private static Task<GatewayFixture> StartAsync(GatewayConfiguration configuration) => GatewayFixture.StartAsync(configuration, WithTls);

    private static GatewayOptions WithTls(GatewayOptions options)
        => options with { Listeners = [options.Listeners[0] with { Tls = true, Http2 = true }] };

    private static GatewayConfiguration WithCertificates(IPEndPoint upstream, params string[] names)
        => Configurations.Proxy(upstream) with
        {
            Certificates =
            [
                .. names.Select((name, index) =>
                {
                    using var certificate = TestCertificates.Issue(Label(name));
                    return new CertificateConfig
                    {
                        Id = Configurations.Id(200 + index),
                        Cert = certificate.ExportCertificatePem(),
                        Key = certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
                        Snis = [name],
                    };
                }),
            ],
        };

    private static string Label(string name) => name.Replace("*", "star", StringComparison.Ordinal);
}
