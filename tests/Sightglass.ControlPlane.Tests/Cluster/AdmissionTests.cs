using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sightglass.Cluster;
using Sightglass.Cluster.Connect;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Pki;
using Sightglass.ControlPlane.Tests.Fakes;
using Sightglass.Tracing.Codec;

namespace Sightglass.ControlPlane.Tests.Cluster;

/// <summary>Who is let in on the ports of nodes.</summary>
public sealed class AdmissionTests : IAsyncLifetime
{
    private TestControlPlane _plane = null!;

    public async ValueTask InitializeAsync() => _plane = await TestControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    [Fact]
    public async Task Node_Registered_IsToldItsControlPlane()
    {
        await using var node = await _plane.JoinAsync();

        Assert.Equal(_plane.PlaneId, node.Hello!.ControlPlaneId);
        Assert.Equal(10, node.Hello.HeartbeatSeconds);
    }

    [Fact]
    public async Task Node_CertificateOfAnotherPlane_IsRefusedNamingBoth()
    {
        var other = await _plane.Setup.EnsureControlPlaneAsync("other", CancellationToken.None);
        var enrolled = await _plane.EnrollAsync("foreign", other.Id);
        await using var node = new FakeNode(_plane, enrolled) { ServerName = ClusterProtocol.ServerName(_plane.PlaneId), TelemetryServerName = ClusterProtocol.TelemetryServerName(_plane.PlaneId) };

        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(node.ConnectAsync);
        using var upload = await node.PostAsync(OtlpTraces.Encode([Traces.Create().For(Guid.NewGuid())]));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("'other'", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("'default'", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, upload.StatusCode);
        Assert.Contains("other", await upload.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_UnregisteredCertificate_IsRefused()
    {
        var enrolled = await _plane.EnrollAsync("node");
        using (var stranger = CertificateIssuer.Authority("stranger", DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)))
        {
            CertificateFiles.Write(stranger, enrolled.CertificateFile, enrolled.KeyFile);
        }

        await using var node = new FakeNode(_plane, enrolled);
        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(node.ConnectAsync);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("registered with no control plane", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_ExpiredCertificate_IsRefused()
    {
        var enrolled = await _plane.EnrollAsync("node");
        using (var expired = CertificateIssuer.Authority("expired", DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(-1)))
        {
            CertificateFiles.Write(expired, enrolled.CertificateFile, enrolled.KeyFile);
        }

        await using var node = new FakeNode(_plane, enrolled);
        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(node.ConnectAsync);

        Assert.Contains("not now", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_WithoutCertificate_FailsInTls()
    {
        var enrolled = await _plane.EnrollAsync("node");
        using var credentials = ClusterCredentials.Load(enrolled.CertificateFile, enrolled.KeyFile, enrolled.AuthorityFile);
        foreach (var endPoint in new[] { _plane.Addresses.Cluster, _plane.Addresses.Telemetry })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(endPoint);
            await using var tls = new SslStream(socket.GetStream());
            var options = credentials.ToTlsOptions("localhost");
            options.ClientCertificates = null;
            options.LocalCertificateSelectionCallback = null;

            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await tls.AuthenticateAsClientAsync(options);

                // With TLS 1.3 the client learns of it when it reads.
                await tls.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
                Assert.Equal(0, await tls.ReadAsync(new byte[1]));
                throw new AuthenticationException("closed");
            });
        }
    }

    [Fact]
    public async Task Node_ServerOfAnotherAuthority_IsNotTrusted()
    {
        var enrolled = await _plane.EnrollAsync("node");
        await using var other = await TestControlPlane.StartAsync();
        await using var node = new FakeNode(other, enrolled);

        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(node.ConnectAsync);

        Assert.Null(refused.Status);
    }

    [Fact]
    public async Task Certificate_Deleted_ClosesTheConnectionAndKeepsItOut()
    {
        await using var node = await _plane.JoinAsync();
        var (_, list) = await _plane.GetAsync($"{_plane.Plane}/dp-client-certificates");

        await _plane.SendAsync(HttpMethod.Delete, $"{_plane.Plane}/dp-client-certificates/{(string)list!["items"]![0]!["id"]!}");

        Assert.Contains("no longer registered", await node.Closed.WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ClusterRefusedException>(node.ConnectAsync);
    }

    [Fact]
    public async Task Node_SignedByARegisteredAuthority_IsLetInUnderPki()
    {
        using var authority = CertificateIssuer.Authority("company", DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var foreign = CertificateIssuer.Authority("somebody", DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        var (_, plane) = await _plane.SendAsync(HttpMethod.Post, "/v2/control-planes", $$"""{"name":"pki","auth_type":"{{AuthType.Pki}}"}""");
        var id = Guid.Parse((string)plane!["id"]!);
        var registered = new System.Text.Json.Nodes.JsonObject { ["cert"] = authority.ExportCertificatePem() };
        await _plane.SendAsync(HttpMethod.Post, $"/v2/control-planes/{id}/dp-client-certificates", registered.ToJsonString());
        foreach (var (issuer, expected) in new[] { (authority, true), (foreign, false) })
        {
            var enrolled = await _plane.EnrollAsync($"node-{expected}");
            using var certificate = CertificateIssuer.Client(issuer, "node", DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
            CertificateFiles.Write(certificate, enrolled.CertificateFile, enrolled.KeyFile);
            await using var node = new FakeNode(_plane, enrolled) { ServerName = ClusterProtocol.ServerName(id) };

            if (expected)
            {
                await node.ConnectAsync();
                Assert.Equal(id, node.Hello!.ControlPlaneId);
            }
            else
            {
                await Assert.ThrowsAsync<ClusterRefusedException>(node.ConnectAsync);
            }
        }
    }

    [Theory]
    [InlineData("application/x-protobuf", null, "/v1/nothing", 404)]
    [InlineData("application/x-protobuf", null, "/v1/traces", 400)]
    [InlineData("text/plain", null, "/v1/traces", 415)]
    [InlineData("application/x-protobuf", "br", "/v1/traces", 415)]
    [InlineData("application/x-protobuf", "gzip", "/v1/traces", 400)]
    [InlineData("application/json", null, "/v1/traces", 400)]
    public async Task Telemetry_BadMessage_IsRefused(string type, string? encoding, string path, int expected)
    {
        await using var node = new FakeNode(_plane, await _plane.EnrollAsync("node"));

        using var response = await node.PostAsync([0xff, 0xff, 0xff], type, encoding, path);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task Telemetry_GzipBombs_AreCutOff()
    {
        await using var node = new FakeNode(_plane, await _plane.EnrollAsync("node"));
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[17 * 1024 * 1024]);
        }

        using var response = await node.PostAsync(packed.ToArray(), encoding: "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Telemetry_SessionOfAnotherPlane_TakesNothing()
    {
        var other = await _plane.Setup.EnsureControlPlaneAsync("other", CancellationToken.None);
        await using var stranger = new FakeNode(_plane, await _plane.EnrollAsync("stranger", other.Id));
        await using var node = await _plane.JoinAsync();
        var id = await _plane.CreateSessionAsync("""{"name":"x"}""");
        await _plane.WaitForStateAsync(id, "in_progress");

        using var response = await stranger.PostAsync(OtlpTraces.Encode([Traces.Create().For(id)]));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(0, (int)(await _plane.SessionAsync(id))["trace_count"]!);
    }
}
