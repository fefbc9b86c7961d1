using System.Net;
using System.Text.Json.Nodes;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ControlPlaneTests(ApiFixture fixture)
{
    private readonly TestControlPlane _plane = fixture.Plane;

    [Fact]
    public async Task ControlPlane_CreateReadPatchDelete_RoundTrips()
    {
        var name = $"plane {Guid.NewGuid():N}";
        var (created, body) = await _plane.SendAsync(
            HttpMethod.Post,
            "/v2/control-planes",
            $$"""{"name":"{{name}}","description":"d","labels":{"env":"prod"},"auth_type":"pki_client_certs","proxy_urls":[{"host":"api.example.com","port":443,"protocol":"https"}]}""");
        var id = (string)body!["id"]!;
        var path = $"/v2/control-planes/{id}";

        Assert.Equal(HttpStatusCode.Created, created);
        Assert.Equal("pki_client_certs", (string)body["config"]!["auth_type"]!);
        Assert.Equal("CLUSTER_TYPE_CONTROL_PLANE", (string)body["config"]!["cluster_type"]!);
        Assert.Equal(
            $"https://{id.Replace("-", "", StringComparison.Ordinal)[..10]}.cp.sightglass:{_plane.Addresses.Cluster.Port}",
            (string)body["config"]!["control_plane_endpoint"]!);
        Assert.Null(body["cluster_type"]);

        var (read, got) = await _plane.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, read);
        Assert.True(JsonNode.DeepEquals(body, got));

        var (patched, changed) = await _plane.SendAsync(HttpMethod.Patch, path, $$"""{"name":"{{name}} 2","labels":{},"description":""}""");
        Assert.Equal(HttpStatusCode.OK, patched);
        Assert.Equal($"{name} 2", (string)changed!["name"]!);
        Assert.Null(changed["description"]);
        Assert.Empty(changed["labels"]!.AsObject());
        Assert.Single(changed["config"]!["proxy_urls"]!.AsArray());

        Assert.Equal(HttpStatusCode.NoContent, (await _plane.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _plane.SendAsync(HttpMethod.Delete, path)).Status);
    }

    [Fact]
    public async Task Create_ManyFaults_AreAllNamedAtOnce()
    {
        var (status, problem) = await _plane.SendAsync(
            HttpMethod.Post,
            "/v2/control-planes",
            """{"name":"x","cluster_type":"CLUSTER_TYPE_MOON","colour":"red","labels":{"kong-x":"v","ok":"!"},"proxy_urls":[{"host":"h","protocol":"p"}],"id":"1"}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var faults = problem!["invalid_parameters"]!.AsArray().ToDictionary(item => (string)item!["field"]!, item => (string)item!["rule"]!);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["name"] = "min_length",
                ["cluster_type"] = "enum",
                ["colour"] = "unknown_property",
                ["id"] = "unknown_property",
                ["labels.kong-x"] = "is_label",
                ["labels.ok"] = "is_label",
                ["proxy_urls[0].port"] = "required",
            },
            faults);
    }

    [Fact]
    public async Task Create_NameTaken_Is409()
    {
        var (status, problem) = await _plane.SendAsync(HttpMethod.Post, "/v2/control-planes", """{"name":"default"}""");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("default", (string)problem!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_FixedField_Is400()
    {
        var (status, problem) = await _plane.SendAsync(HttpMethod.Patch, _plane.Plane, """{"cluster_type":"CLUSTER_TYPE_CONTROL_PLANE"}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("cluster_type", (string)problem!["invalid_parameters"]![0]!["field"]!);
    }

    [Fact]
    public async Task List_FiltersAndPages_KeepWhatMatchesAndDropTheRest()
    {
        var mark = Guid.NewGuid().ToString("N");
        foreach (var letter in "abc")
        {
            await _plane.SendAsync(HttpMethod.Post, "/v2/control-planes", $$"""{"labels":{"mark":"m{{mark}}","letter":"{{letter}}"},"name":"{{mark}} {{letter}}"}""");
        }

        async Task<string[]> Names(string query)
        {
            var (status, body) = await _plane.GetAsync($"/v2/control-planes?{query}");
            Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
            return [.. body!["data"]!.AsArray().Select(item => ((string)item!["name"]!)[^1..])];
        }

        Assert.Equal(["c", "b", "a"], await Names($"filter[name][contains]={mark}&sort=name desc"));
        Assert.Equal(["a", "b"], await Names($"filter[name][contains]={mark}&sort=name&page[size]=2"));
        Assert.Equal(["c"], await Names($"filter[name][contains]={mark}&sort=name&page[size]=2&page[number]=2"));
        Assert.Equal(["b"], await Names($"filter[name][eq]={mark} b"));
        Assert.Equal(["b"], await Names($"labels=mark:m{mark},letter:b"));
        Assert.Equal(["a", "b", "c"], await Names($"labels=mark:m{mark},letter&sort=name"));
        Assert.Empty(await Names($"labels=mark:m{mark},absent"));
        Assert.Empty(await Names($"filter[name][contains]={mark}&filter[cloud_gateway]=true"));

        var (_, page) = await _plane.GetAsync($"/v2/control-planes?filter[name][contains]={mark}&page[size]=2");
        Assert.Equal(3, (int)page!["meta"]!["page"]!["total"]!);
        Assert.Equal(1, (int)page["meta"]!["page"]!["number"]!);
    }

    [Fact]
    public async Task Roles_LimitWhatIsSeenAndDone()
    {
        var (_, other) = await _plane.SendAsync(HttpMethod.Post, "/v2/control-planes", $$"""{"name":"other {{Guid.NewGuid():N}}"}""");
        using var viewer = await _plane.ClientOfRoleAsync(Roles.Viewer, _plane.PlaneId);
        using var admin = await _plane.ClientOfRoleAsync(Roles.Admin, _plane.PlaneId);

        var (_, seen) = await _plane.SendAsync(HttpMethod.Get, "/v2/control-planes", client: viewer);
        Assert.Equal([_plane.PlaneId.ToString()], seen!["data"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.Equal(HttpStatusCode.Forbidden, (await _plane.SendAsync(HttpMethod.Get, $"/v2/control-planes/{(string)other!["id"]!}", client: viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _plane.SendAsync(HttpMethod.Patch, _plane.Plane, """{"description":"x"}""", viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _plane.SendAsync(HttpMethod.Post, "/v2/control-planes", """{"name":"mine"}""", admin)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _plane.SendAsync(HttpMethod.Patch, _plane.Plane, """{"description":"x"}""", admin)).Status);
    }

    [Fact]
    public async Task MaskingRules_PutAndGet_AreMergedIntoSessions()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var path = $"{plane.Plane}/debug-masking-rules";
        var (put, _) = await plane.SendAsync(HttpMethod.Put, path, """{"headers":["X-Secret"],"body":[{"type":"regex","value":"pin=[0-9]+"}]}""");
        var (_, got) = await plane.GetAsync(path);
        var id = await plane.CreateSessionAsync("""{"name":"s","masking_rules":{"headers":["x-secret","x-own"]}}""");
        var session = await plane.SessionAsync(id);

        Assert.Equal(HttpStatusCode.OK, put);
        Assert.Equal("both", (string)got!["body"]![0]!["target"]!);
        Assert.Equal(["X-Secret", "x-own"], session["masking_rules"]!["headers"]!.AsArray().Select(item => (string)item!));
        Assert.Single(session["masking_rules"]!["body"]!.AsArray());
        var (bad, problem) = await plane.SendAsync(HttpMethod.Put, path, """{"body":[{"type":"regex","value":"("},{"type":"xpath","value":"/a"},{"value":"$.a"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, bad);
        Assert.Equal(
            ["body[2].type", "body[0].value", "body[1].type"],
            problem!["invalid_parameters"]!.AsArray().Select(item => (string)item!["field"]!));
    }
}
