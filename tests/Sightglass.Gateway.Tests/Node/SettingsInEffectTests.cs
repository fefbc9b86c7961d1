using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Dns;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.Gateway.Tests.Upstream;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.Node;

/// <summary>What an operator writes in the settings is what a started node does.</summary>
public sealed class SettingsInEffectTests : IDisposable
{
    private const string Nothing = """{"_format_version": "3.0"}""";

    private readonly NodeFixture _nodes = new();

    [Fact]
    public async Task SslCert_NoSniCovers_IsPresented()
    {
        await using var node = await _nodes.StartAsync(
            Nothing, [], [("proxy_listen", "127.0.0.1:0 ssl"), .. _nodes.WriteCertificate("ssl_cert", "own.example")]);

        using var client = await RawClient.ConnectTlsAsync(node.ProxyAddresses[0], "any.example");

        Assert.Equal("CN=own.example", client.PeerCertificate!.Subject);
    }

    [Fact]
    public async Task RequestDebug_ByDefault_TakesTheTokenInThePrefix()
    {
        await using var node = await _nodes.StartAsync(Nothing, [], ("trusted_ips", "127.0.0.0/8"));
        var token = _nodes.Read(".request_debug_token");

        Assert.NotNull(await DebugOutputAsync(node, ""));
        Assert.Null(await DebugOutputAsync(node, "X-Real-IP: 192.0.2.1\r\n"));
        Assert.Null(await DebugOutputAsync(node, "X-Real-IP: 192.0.2.1\r\nX-Kong-Request-Debug-Token: guessed\r\n"));
        Assert.NotNull(await DebugOutputAsync(node, $"X-Real-IP: 192.0.2.1\r\nX-Kong-Request-Debug-Token: {token}\r\n"));
    }

    [Fact]
    public async Task RequestDebugToken_Set_IsTheOneThatCounts()
    {
        await using var node = await _nodes.StartAsync(Nothing, [], ("trusted_ips", "127.0.0.0/8"), ("request_debug_token", "chosen"));

        Assert.NotNull(await DebugOutputAsync(node, "X-Real-IP: 192.0.2.1\r\nX-Kong-Request-Debug-Token: chosen\r\n"));
    }

    [Fact]
    public async Task RequestDebug_Off_AnswersNobody()
    {
        await using var node = await _nodes.StartAsync(Nothing, [], ("request_debug", "off"), ("request_debug_token", "chosen"));

        Assert.Null(await DebugOutputAsync(node, "X-Kong-Request-Debug-Token: chosen\r\n"));
        Assert.Null(_nodes.Read(".request_debug_token"));
    }

    [Theory]
    [InlineData("TLSv1.2", SslProtocols.Tls12, true)]
    [InlineData("TLSv1.2", SslProtocols.Tls13, false)]
    [InlineData("TLSv1.3", SslProtocols.Tls13, true)]
    [InlineData("TLSv1.3", SslProtocols.Tls12, false)]
    public async Task SslProtocols_OfEveryListener_DecideTheVersion(string setting, SslProtocols version, bool accepted)
    {
        await using var node = await _nodes.StartAsync(
            Nothing,
            [],
            ("proxy_listen", "127.0.0.1:0 ssl"),
            ("admin_listen", "127.0.0.1:0 ssl"),
            ("status_listen", "127.0.0.1:0 ssl"),
            ("ssl_protocols", setting));

        foreach (var address in (IPEndPoint[])[node.ProxyAddresses[0], node.AdminAddresses[0], node.StatusAddresses[0]])
        {
            Assert.Equal(accepted, await HandshakeAsync(address, version));
        }
    }

    [Fact]
    public async Task StatusSslCert_OfATlsListener_IsPresentedAndStatusAnswers()
    {
        await using var node = await _nodes.StartAsync(
            Nothing, [], [("status_listen", "127.0.0.1:0 ssl"), .. _nodes.WriteCertificate("status_ssl_cert", "status.example")]);
        using var client = await RawClient.ConnectTlsAsync(node.StatusAddresses[0], "status.example");

        Assert.Equal(200, (await client.GetAsync("/status")).Status);
        Assert.Equal("CN=status.example", client.PeerCertificate!.Subject);
    }

    [Fact]
    public async Task SslCert_KeyOfAnother_StartFailsAndNamesTheSetting()
    {
        var first = _nodes.WriteCertificate("ssl_cert", "first.example");
        var second = _nodes.WriteCertificate("ssl_cert", "second.example");

        var refused = await Assert.ThrowsAsync<NodeStartException>(
            () => _nodes.StartAsync(Nothing, [], [("proxy_listen", "127.0.0.1:0 ssl"), first[0], second[1]]));

        Assert.Equal(
            $"ssl_cert: {first[0].Value} with the key {second[1].Value} cannot be used: the key is not the certificate's", refused.Message);
    }

    [Theory]
    [InlineData("off", false, 200)]
    [InlineData("on", false, 502)]
    [InlineData("on", true, 200)]
    public async Task UpstreamTlsVerify_ServiceSaysNothing_AuthoritiesOfTheNodeDecide(string verify, bool trusted, int status)
    {
        using var certificate = TestCertificates.Issue("app.example", IPAddress.Loopback);
        await using var upstream = new RawServer(async connection =>
        {
            await using var tls = new SslStream(new NetworkStream(connection.Socket));
            try
            {
                await tls.AuthenticateAsServerAsync(certificate);
                var buffer = new byte[4_096];
                while (await tls.ReadAsync(buffer, connection.Stop) > 0)
                {
                    await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray(), connection.Stop);
                }
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // A client that does not trust the certificate is gone at once.
            }
        });
        var authorities = trusted
            ? _nodes.Write("authority.pem", TestCertificates.Authority.ExportCertificatePem())
            : "system";
        await using var node = await _nodes.StartAsync(
            $$"""
            {"_format_version": "3.0",
             "services": [{"name": "s", "url": "https://{{upstream.EndPoint}}/", "retries": 0, "routes": [{"name": "r", "paths": ["/"]}]}]}
            """,
            [],
            ("upstream_tls_verify", verify),
            ("lua_ssl_trusted_certificate", authorities));
        using var client = await RawClient.ConnectAsync(node.ProxyAddresses[0]);

        Assert.Equal(status, (await client.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData("on", "CN=node.example")]
    [InlineData("off", "nobody")]
    public async Task ClientSsl_ServiceSaysNothing_CertificateOfTheNodeIsPresented(string on, string presented)
    {
        using var certificate = TestCertificates.Issue("app.example", IPAddress.Loopback);
        var subject = "nobody";
        await using var upstream = new RawServer(async connection =>
        {
#pragma warning disable CA5359 // Who it is is what the test looks at.
            await using var tls = new SslStream(new NetworkStream(connection.Socket), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
            await tls.AuthenticateAsServerAsync(certificate, clientCertificateRequired: true, checkCertificateRevocation: false);
            subject = tls.RemoteCertificate?.Subject ?? "nobody";
            await tls.ReadAtLeastAsync(new byte[4_096], 1, cancellationToken: connection.Stop);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray(), connection.Stop);
        });
        await using var node = await _nodes.StartAsync(
            $$"""
            {"_format_version": "3.0",
             "services": [{"name": "s", "url": "https://{{upstream.EndPoint}}/", "retries": 0, "routes": [{"name": "r", "paths": ["/"]}]}]}
            """,
            [],
            [("client_ssl", on), .. _nodes.WriteCertificate("client_ssl_cert", "node.example")]);
        using var client = await RawClient.ConnectAsync(node.ProxyAddresses[0]);

        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Assert.Equal(presented, subject);
    }

    [Fact]
    public async Task TrustedCertificate_FileWithoutCertificate_StartFailsAndSaysWhich()
    {
        var path = _nodes.Write("empty.pem", "nothing here");

        var refused = await Assert.ThrowsAsync<NodeStartException>(
            () => _nodes.StartAsync(Nothing, [], ("lua_ssl_trusted_certificate", $"system,{path}")));

        Assert.Contains($"lua_ssl_trusted_certificate: {path} holds no certificate", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("off", "LAST,SRV,A", "Srv,A")]
    [InlineData("off", "A,SRV", "A")]
    [InlineData("on", "LAST,SRV,A", "A")]
    public async Task DnsSettings_OfAService_DecideWhatIsAskedFor(string newClient, string order, string asked)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var server = new FakeDnsServer(static q => q.Type == DnsRecordType.A
            ? DnsReplyBuilder.Ok.A(q.Name, "127.0.0.1")
            : DnsReplyBuilder.Ok);
        await using var node = await _nodes.StartAsync(
            $$"""
            {"_format_version": "3.0",
             "services": [{"name": "s", "host": "app.example.", "port": {{upstream.EndPoint.Port}}, "routes": [{"name": "r", "paths": ["/"]}]}]}
            """,
            [],
            ("dns_resolver", server.EndPoint.ToString()),
            ("dns_order", order),
            ("new_dns_client", newClient));
        using var client = await RawClient.ConnectAsync(node.ProxyAddresses[0]);

        Assert.Equal(200, (await client.GetAsync("/")).Status);

        Assert.Equal(asked, string.Join(',', server.Questions.Select(static q => q.Type)));
    }

    [Fact]
    public async Task Plugins_WithoutOne_ItsConfigurationIsRefused()
    {
        const string Configured = """{"_format_version": "3.0", "plugins": [{"name": "second"}]}""";
        TestPlugin[] shipped = [new("first", 1, PluginPhases.Access), new("second", 2, PluginPhases.Access)];

        await using (await _nodes.StartAsync(Configured, [.. shipped], ("plugins", "bundled")))
        {
        }

        var refused = await Assert.ThrowsAsync<NodeStartException>(() => _nodes.StartAsync(Configured, [.. shipped], ("plugins", "first")));
        Assert.Contains(
            "plugin 'second' not enabled; add it to the 'plugins' configuration property", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugins_UnknownName_StartFailsAndNamesThoseThereAre()
    {
        var refused = await Assert.ThrowsAsync<NodeStartException>(
            () => _nodes.StartAsync(Nothing, [new TestPlugin("first", 1, PluginPhases.Access)], ("plugins", "bundled,third")));

        Assert.Equal("plugins: there is no plugin 'third'; expected bundled, off, or names of first", refused.Message);
    }

    public void Dispose() => _nodes.Dispose();

    private static async Task<string?> DebugOutputAsync(GatewayNode node, string headers)
    {
        using var client = await RawClient.ConnectAsync(node.ProxyAddresses[0]);
        return (await client.GetAsync("/", "X-Kong-Request-Debug: *\r\n" + headers))["X-Kong-Request-Debug-Output"];
    }

    private static async Task<bool> HandshakeAsync(IPEndPoint address, SslProtocols version)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address);
#pragma warning disable CA5359 // Not the certificate but the version is looked at.
        await using var tls = new SslStream(client.GetStream(), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "any.example", EnabledSslProtocols = version });
            await tls.WriteAsync(Encoding.ASCII.GetBytes("GET /status HTTP/1.1\r\nHost: a\r\n\r\n"));
            return await tls.ReadAsync(new byte[16]) > 0;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }
    }
}
