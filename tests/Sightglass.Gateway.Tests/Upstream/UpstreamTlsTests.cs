using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

public sealed class UpstreamTlsTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private static readonly X509Certificate2 Certificate = TestCertificates.Issue("app.example", IPAddress.Loopback);

    private string? _serverName;
    private string? _clientSubject;

    [Fact]
    public async Task Exchange_OverTls_WorksAndIsKeptAlive()
    {
        await using var server = new RawServer(ServeAsync);
        using var pool = NewPool();
        var endpoint = new UpstreamEndpoint(server.EndPoint, new UpstreamTlsOptions { ServerName = "app.example" });
        for (var round = 0; round < 3; round++)
        {
            var result = await pool.RentAsync(endpoint, UpstreamTimeouts.Default);
            Assert.Equal((UpstreamError.None, round > 0), (result.Error, result.Reused));
            Assert.Equal(round == 0, result.TlsDone > result.Connected);
            await ExchangeAsync(result.Connection!);
        }

        Assert.Equal("app.example", _serverName);
    }

    [Theory]
    [InlineData("app.example", true, null)]
    [InlineData("127.0.0.1", true, null)]
    [InlineData("other.example", true, "the certificate is not for 'other.example'")]
    [InlineData("app.example", false, "the certificate chain is not trusted: PartialChain")]
    public async Task Rent_Verify_ChecksNameAndIssuer(string name, bool rightAuthority, string? problem)
    {
        await using var server = new RawServer(ServeAsync);
        using var pool = NewPool();
        var result = await pool.RentAsync(
            new UpstreamEndpoint(server.EndPoint, new UpstreamTlsOptions
            {
                ServerName = name,
                Verify = true,
                VerifyDepth = 0,
                CaCertificates = [rightAuthority ? TestCertificates.Authority : TestCertificates.OtherAuthority],
            }),
            UpstreamTimeouts.Default);
        if (problem is null)
        {
            await ExchangeAsync(result.Connection!);
        }
        else
        {
            Assert.Equal((UpstreamError.TlsFailed, true), (result.Error, result.Error.IsConnect()));
            Assert.EndsWith(problem, result.Detail, StringComparison.Ordinal);
            Assert.NotEqual(0, result.Connected);
            Assert.Equal(0, pool.TotalCount);
        }
    }

    [Fact]
    public async Task Rent_VerifyWithTheSystemsRoots_RefusesAnUnknownAuthority()
    {
        await using var server = new RawServer(ServeAsync);
        using var pool = NewPool();
        var result = await pool.RentAsync(
            new UpstreamEndpoint(server.EndPoint, new UpstreamTlsOptions { ServerName = "app.example", Verify = true }),
            UpstreamTimeouts.Default);
        Assert.Equal(UpstreamError.TlsFailed, result.Error);
    }

    [Fact]
    public async Task Rent_ClientCertificate_IsPresented()
    {
        using var client = TestCertificates.Issue("client.example");
        await using var server = new RawServer(ServeAsync);
        using var pool = NewPool();
        var result = await pool.RentAsync(
            new UpstreamEndpoint(server.EndPoint, new UpstreamTlsOptions
            {
                ServerName = "app.example",
                ClientCertificate = SslStreamCertificateContext.Create(client, null, offline: true),
            }),
            UpstreamTimeouts.Default);
        await ExchangeAsync(result.Connection!);
        Assert.Equal("CN=client.example", _clientSubject);
    }

    [Fact]
    public async Task Rent_PeerSpeaksNoTls_Fails()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        using var pool = NewPool();
        var result = await pool.RentAsync(
            new UpstreamEndpoint(server.EndPoint, new UpstreamTlsOptions { ServerName = "app.example" }),
            UpstreamTimeouts.Default);
        Assert.Equal(UpstreamError.TlsFailed, result.Error);
    }

    [Fact]
    public async Task Rent_PeerStallsTheHandshake_TimesOut()
    {
        var time = new Net.ManualTimeProvider();
        var arrived = new TaskCompletionSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReceiveAsync();
            arrived.SetResult();
            await connection.HangAsync();
        });
        using var pool = new UpstreamConnectionPool(new UpstreamPoolOptions(), time);
        var rent = pool.RentAsync(
            new UpstreamEndpoint(server.EndPoint, new UpstreamTlsOptions { ServerName = "app.example" }),
            new UpstreamTimeouts(1_000, 1_000, 1_000)).AsTask();
        await arrived.Task;
        time.Advance(1_100);
        var result = await rent;
        Assert.Equal(UpstreamError.ConnectTimeout, result.Error);
        Assert.NotEqual(0, result.Connected);
    }

    [Fact]
    public async Task Idle_PeerClosesTls_IsDiscarded()
    {
        var close = new TaskCompletionSource();
        await using var server = new RawServer(async connection =>
        {
            await using var stream = await HandshakeAsync(connection.Socket);
            await AnswerAsync(stream);
            await close.Task;
        });
        using var pool = NewPool();
        var endpoint = new UpstreamEndpoint(server.EndPoint, new UpstreamTlsOptions { ServerName = "app.example" });
        await ExchangeAsync((await pool.RentAsync(endpoint, UpstreamTimeouts.Default)).Connection!);
        Assert.Equal(1, pool.IdleCount);
        close.SetResult();
        await Eventually.TrueAsync(() => pool.TotalCount == 0, "the connection to be discarded");
    }

    private static UpstreamConnectionPool NewPool() => new(new UpstreamPoolOptions(), TimeProvider.System);

    private static async Task ExchangeAsync(UpstreamConnection connection)
    {
        Assert.Equal(UpstreamError.None, await connection.SendAsync(ExchangeFixture.Get));
        Assert.Equal(UpstreamError.None, await connection.ReadHeadAsync(false));
        Assert.Equal(("hello", UpstreamError.None), await ExchangeFixture.ReadBodyAsync(connection));
        connection.Return();
    }

    private static async Task<bool> AnswerAsync(SslStream stream)
    {
        var buffer = new byte[4096];
        if (await stream.ReadAsync(buffer) == 0)
        {
            return false;
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Hello));
        return true;
    }

    private async Task ServeAsync(RawConnection connection)
    {
        try
        {
            await using var stream = await HandshakeAsync(connection.Socket);
            while (await AnswerAsync(stream))
            {
            }
        }
        catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client refused the certificate, as some of these tests want.
        }
    }

    private async Task<SslStream> HandshakeAsync(Socket socket)
    {
        var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync((_, hello, _, _) =>
        {
            _serverName = hello.ServerName;
            return ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(Certificate, null, offline: true),
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    _clientSubject = certificate?.Subject;
                    return certificate is null || certificate.Issuer == TestCertificates.Authority.Subject;
                },
            });
        }, null);
        return stream;
    }
}
