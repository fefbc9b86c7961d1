using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.ControlPlane.Pki;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class NodeApiTests(ApiFixture fixture)
{
    private readonly TestControlPlane _plane = fixture.Plane;

    [Fact]
    public async Task Certificates_CreateReplaceDelete_RoundTrip()
    {
        var path = $"{_plane.Plane}/dp-client-certificates";
        var (created, item) = await _plane.SendAsync(HttpMethod.Post, path, Body(Pem("one"), "first"));
        var id = (string)item!["item"]!["id"]!;
        var (_, list) = await _plane.GetAsync(path);
        var (put, replaced) = await _plane.SendAsync(HttpMethod.Put, $"{path}/{id}", Body(Pem("two"), "second"));
        var (deleted, _) = await _plane.SendAsync(HttpMethod.Delete, $"{path}/{id}");

        Assert.Equal(HttpStatusCode.Created, created);
        Assert.Contains(list!["items"]!.AsArray(), entry => (string)entry!["id"]! == id);
        Assert.Equal(list["items"]!.AsArray().Count, (int)list["page"]!["total_count"]!);
        Assert.True((long)item["item"]!["created_at"]! > 1_700_000_000);
        Assert.Equal(HttpStatusCode.OK, put);
        Assert.Equal("second", (string)replaced!["item"]!["title"]!);
        Assert.NotEqual((string)item["item"]!["cert"]!, (string)replaced["item"]!["cert"]!);
        Assert.Equal(HttpStatusCode.NoContent, deleted);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.GetAsync($"{path}/{id}")).Status);
    }

    [Theory]
    [InlineData("""{"title":"x"}""", "required")]
    [InlineData("""{"cert":"hello"}""", "invalid")]
    [InlineData("""{"cert":5}""", "is_string")]
    public async Task Certificates_BadCert_IsNamed(string json, string rule)
    {
        var (status, problem) = await _plane.SendAsync(HttpMethod.Post, $"{_plane.Plane}/dp-client-certificates", json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(("cert", rule), ((string)problem!["invalid_parameters"]![0]!["field"]!, (string)problem["invalid_parameters"]![0]!["rule"]!));
    }

    [Fact]
    public async Task Certificates_SameTwice_Is409()
    {
        var body = Body(Pem("twice"), null);
        var path = $"{_plane.Plane}/dp-client-certificates";

        Assert.Equal(HttpStatusCode.Created, (await _plane.SendAsync(HttpMethod.Post, path, body)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await _plane.SendAsync(HttpMethod.Post, path, body)).Status);
    }

    [Fact]
    public async Task Nodes_ConnectedNode_IsListedWithItsHash()
    {
        await using var plane = await TestControlPlane.StartAsync();
        await using var node = await plane.JoinAsync();

        var (_, list) = await plane.GetAsync($"{plane.Plane}/nodes");
        var (_, one) = await plane.GetAsync($"{plane.Plane}/nodes/{node.Id}");
        var (_, expected) = await plane.GetAsync($"{plane.Plane}/expected-config-hash");

        Assert.Equal(node.Id.ToString(), (string)list!["items"]!.AsArray().Single()!["id"]!);
        Assert.Equal("fake", (string)one!["item"]!["hostname"]!);
        Assert.Equal(new string('0', 32), (string)expected!["expected_hash"]!);
        Assert.Equal((string)expected["expected_hash"]!, (string)one["item"]!["config_hash"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await plane.SendAsync(HttpMethod.Delete, $"{plane.Plane}/nodes/{node.Id}")).Status);
        Assert.Contains("deleted", await node.Closed.WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await plane.GetAsync($"{plane.Plane}/nodes/{node.Id}")).Status);
    }

    private static string Pem(string name)
    {
        using var certificate = CertificateIssuer.Authority(name, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }

    private static string Body(string pem, string? title) =>
        new JsonObject { ["cert"] = pem, ["title"] = title }.ToJsonString(JsonSerializerOptions.Default);
}
