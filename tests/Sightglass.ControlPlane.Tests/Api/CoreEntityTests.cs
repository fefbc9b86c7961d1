using System.Net;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class CoreEntityTests(ApiFixture fixture)
{
    private readonly TestControlPlane _plane = fixture.Plane;

    private string Core => $"{_plane.Plane}/core-entities";

    [Fact]
    public async Task Service_CreateReadPutDelete_RoundTrips()
    {
        var name = $"s{Guid.NewGuid():N}";
        var (created, service) = await _plane.SendAsync(HttpMethod.Post, $"{Core}/services", $$"""{"name":"{{name}}","host":"example.com"}""");
        var (byName, read) = await _plane.GetAsync($"{Core}/services/{name}");
        var (put, replaced) = await _plane.SendAsync(HttpMethod.Put, $"{Core}/services/{name}", """{"host":"example.org","port":8080}""");
        var (deleted, _) = await _plane.SendAsync(HttpMethod.Delete, $"{Core}/services/{name}");

        Assert.Equal(HttpStatusCode.Created, created);
        Assert.Equal(80, (int)service!["port"]!);
        Assert.Equal(HttpStatusCode.OK, byName);
        Assert.Equal((string)service["id"]!, (string)read!["id"]!);
        Assert.Equal(HttpStatusCode.OK, put);
        Assert.Equal(((string)service["id"]!, "example.org", 8080), ((string)replaced!["id"]!, (string)replaced["host"]!, (int)replaced["port"]!));
        Assert.Equal(HttpStatusCode.NoContent, deleted);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.GetAsync($"{Core}/services/{name}")).Status);
    }

    [Fact]
    public async Task Nested_RouteOfService_BelongsToIt()
    {
        var name = $"s{Guid.NewGuid():N}";
        await _plane.SendAsync(HttpMethod.Post, $"{Core}/services", $$"""{"name":"{{name}}","host":"example.com"}""");
        var (created, route) = await _plane.SendAsync(HttpMethod.Post, $"{Core}/services/{name}/routes", $$"""{"name":"r-{{name}}","paths":["/x"]}""");
        var (_, list) = await _plane.GetAsync($"{Core}/services/{name}/routes");

        Assert.True(created == HttpStatusCode.Created, route?.ToJsonString());
        Assert.Equal($"r-{name}", (string)list!["data"]!.AsArray().Single()!["name"]!);
        Assert.Equal((string)route!["id"]!, (string)list["data"]![0]!["id"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.GetAsync($"{Core}/services/absent/routes")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.SendAsync(HttpMethod.Post, $"{Core}/services/absent/routes", """{"paths":["/x"]}""")).Status);
    }

    [Fact]
    public async Task Credentials_FlatCollections_AreReadOnly()
    {
        var name = $"c{Guid.NewGuid():N}";
        await _plane.SendAsync(HttpMethod.Post, $"{Core}/consumers", $$"""{"username":"{{name}}"}""");
        var (created, credential) = await _plane.SendAsync(HttpMethod.Post, $"{Core}/consumers/{name}/key-auth", $$"""{"key":"{{name}}"}""");
        var (flat, list) = await _plane.GetAsync($"{Core}/key-auths");

        Assert.True(created == HttpStatusCode.Created, credential?.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, flat);
        Assert.Contains(list!["data"]!.AsArray(), item => (string)item!["key"]! == name);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _plane.SendAsync(HttpMethod.Post, $"{Core}/key-auths", """{"key":"x"}""")).Status);
    }

    [Theory]
    [InlineData("services", """{"host":"example.com","prot":1}""")]
    [InlineData("services", """{"name":"no host"}""")]
    public async Task Create_Invalid_IsASchemaViolationWithFields(string collection, string json)
    {
        var (status, body) = await _plane.SendAsync(HttpMethod.Post, $"{Core}/{collection}", json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("schema violation", (string)body!["name"]!);
        Assert.NotEmpty(body["fields"]!.AsObject());
    }

    [Fact]
    public async Task UnknownCollection_Is404WithMessage()
    {
        var (status, body) = await _plane.GetAsync($"{Core}/oauth2");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.NotNull(body!["message"]);
    }

    [Fact]
    public async Task List_Pages_WalkToTheEnd()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var core = $"{plane.Plane}/core-entities/services";
        for (var i = 0; i < 5; i++)
        {
            await plane.SendAsync(HttpMethod.Post, core, $$"""{"name":"s{{i}}","host":"example.com","tags":["t{{i % 2}}"]}""");
        }

        var names = new List<string>();
        string? offset = null;
        do
        {
            var (_, page) = await plane.GetAsync($"{core}?size=2{(offset is null ? "" : $"&offset={Uri.EscapeDataString(offset)}")}");
            names.AddRange(page!["data"]!.AsArray().Select(item => (string)item!["name"]!));
            offset = (string?)page["offset"];
        }
        while (offset is not null);
        var (_, tagged) = await plane.GetAsync($"{core}?tags=t1");
        var (bad, _) = await plane.GetAsync($"{core}?sise=2");

        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], names.Order());
        Assert.Equal(2, tagged!["data"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.BadRequest, bad);
    }

    [Fact]
    public async Task List_Filters_KeepWhatMatchesAndDropTheRest()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var core = $"{plane.Plane}/core-entities/services";
        foreach (var name in (string[])["orders", "order-lines", "users"])
        {
            await plane.SendAsync(HttpMethod.Post, core, $$"""{"name":"{{name}}","host":"example.com"}""");
        }

        var first = await plane.GetAsync($"{core}?filter[name][contains]=ORDER&size=1");
        var second = await plane.GetAsync((string)first.Body!["next"]!);

        Assert.Equal(["orders"], await NamesAsync("filter[name][eq]=orders"));
        Assert.Equal(["order-lines", "orders"], await NamesAsync("filter[name][contains]=order"));
        Assert.Equal(
            ["order-lines", "orders"],
            first.Body["data"]!.AsArray().Concat(second.Body!["data"]!.AsArray()).Select(item => (string)item!["name"]!).Order(StringComparer.Ordinal));
        Assert.Null(second.Body["next"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await plane.GetAsync($"{core}?filter[port][eq]=80")).Status);

        async Task<IEnumerable<string>> NamesAsync(string query) =>
            (await plane.GetAsync($"{core}?{query}")).Body!["data"]!.AsArray().Select(item => (string)item!["name"]!).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Schemas_AreReadAndTriedOut()
    {
        var (entity, schema) = await _plane.GetAsync($"{Core}/schemas/services");
        var (unknown, missing) = await _plane.GetAsync($"{Core}/schemas/plugins/nope");
        var (good, said) = await _plane.SendAsync(HttpMethod.Post, $"{Core}/schemas/services/validate", """{"host":"example.com"}""");
        var (bad, why) = await _plane.SendAsync(HttpMethod.Post, $"{Core}/schemas/services/validate", "{}");

        Assert.Equal(HttpStatusCode.OK, entity);
        Assert.Contains(schema!["fields"]!.AsArray(), field => field!.AsObject().ContainsKey("host"));
        Assert.Equal((HttpStatusCode.NotFound, "No plugin named 'nope'"), (unknown, (string)missing!["message"]!));
        Assert.Equal((HttpStatusCode.OK, "schema validation successful"), (good, (string)said!["message"]!));
        Assert.Equal((HttpStatusCode.BadRequest, "schema violation (host: required field missing)"), (bad, (string)why!["message"]!));
    }

    [Fact]
    public async Task Viewer_MayReadNotWrite()
    {
        using var viewer = await _plane.ClientOfRoleAsync(Roles.Viewer);

        Assert.Equal(HttpStatusCode.OK, (await _plane.SendAsync(HttpMethod.Get, $"{Core}/services", client: viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _plane.SendAsync(HttpMethod.Post, $"{Core}/services", """{"host":"example.com"}""", viewer)).Status);
    }
}
