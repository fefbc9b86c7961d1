using System.Net;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Api;

/// <summary>The whole configuration of a control plane at once.</summary>
public sealed class DeclarativeConfigTests
{
    private const string Two = """
        {"_format_version": "3.0", "services": [{"name": "a", "host": "a.test"}], "consumers": [{"username": "u", "keyauth_credentials": [{"key": "k"}]}]}
        """;

    [Fact]
    public async Task Put_ReplacesEverything_AndIsReadBack()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var resource = $"{plane.Plane}/declarative-config";
        await plane.SendAsync(HttpMethod.Post, $"{plane.Plane}/core-entities/services", """{"name":"old","host":"example.com"}""");

        var (put, answer) = await plane.SendAsync(HttpMethod.Put, resource, Two);
        var (got, read) = await plane.GetAsync(resource);
        var (again, same) = await plane.SendAsync(HttpMethod.Put, resource, read!.ToJsonString());
        var (_, expected) = await plane.GetAsync($"{plane.Plane}/expected-config-hash");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (put, got, again));
        Assert.Equal("a", (string)read["services"]!.AsArray().Single()!["name"]!);
        Assert.Equal("k", (string)read["keyauth_credentials"]![0]!["key"]!);
        Assert.Equal((string)answer!["expected_hash"]!, (string)same!["expected_hash"]!);
        Assert.Equal((string)answer["expected_hash"]!, (string)expected!["expected_hash"]!);
    }

    [Fact]
    public async Task Put_Invalid_ChangesNothing_AndSaysAllThatIsWrong()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var resource = $"{plane.Plane}/declarative-config";
        await plane.SendAsync(HttpMethod.Put, resource, Two);

        var (status, body) = await plane.SendAsync(HttpMethod.Put, resource, """{"_format_version": "3.0", "services": [{"name": "b"}], "routes": [{"name": "r"}]}""");
        var (_, read) = await plane.GetAsync(resource);

        Assert.Equal((HttpStatusCode.BadRequest, 14), (status, (int)body!["code"]!));
        Assert.Equal(["services[0].host", "routes[0]"], body["errors"]!.AsArray().Select(error => (string)error!["path"]!));
        Assert.Equal("a", (string)read!["services"]!.AsArray().Single()!["name"]!);
    }

    [Fact]
    public async Task Read_HoldsSecrets_SoItNeedsTheRightToChange()
    {
        await using var plane = await TestControlPlane.StartAsync();
        using var viewer = await plane.ClientOfRoleAsync(Roles.Viewer);

        Assert.Equal(HttpStatusCode.Forbidden, (await plane.SendAsync(HttpMethod.Get, $"{plane.Plane}/declarative-config", client: viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await plane.SendAsync(HttpMethod.Put, $"{plane.Plane}/declarative-config", Two, viewer)).Status);
    }
}
