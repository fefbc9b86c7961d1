namespace Sightglass.Gateway.Tests.Admin;

public sealed class NestedTests
{
    [Fact]
    public async Task Collection_OfParent_HoldsItsChildrenOnly()
    {
        await using var admin = await AdminFixture.StartAsync();
        var one = await admin.CreatedAsync("/services", """{"name": "s1", "host": "h"}""");
        await admin.CreatedAsync("/services", """{"name": "s2", "host": "h"}""");

        var created = await admin.CreatedAsync("/services/s1/routes", """{"name": "r1", "paths": ["/a"]}""");
        await admin.CreatedAsync("/services/s2/routes", """{"name": "r2", "paths": ["/b"]}""");

        Assert.Equal(one["id"]!.GetValue<string>(), created["service"]!["id"]!.GetValue<string>());
        Assert.Equal("r1", Assert.Single((await admin.GetAsync("/services/s1/routes")).Data)!["name"]!.GetValue<string>());
        Assert.Equal(200, (await admin.GetAsync("/services/s1/routes/r1")).Status);
        Assert.Equal(404, (await admin.GetAsync("/services/s1/routes/r2")).Status);
        Assert.Equal(404, (await admin.GetAsync("/services/none/routes")).Status);
        Assert.Equal(404, (await admin.PostAsync("/services/none/routes", """{"paths": ["/c"]}""")).Status);
    }

    [Fact]
    public async Task Child_Writes_StayBelowTheirParent()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "h"}""");
        await admin.CreatedAsync("/services", """{"name": "s2", "host": "h"}""");
        await admin.CreatedAsync("/services/s2/routes", """{"name": "r2", "paths": ["/b"]}""");

        Assert.Equal(200, (await admin.PutAsync("/services/s1/routes/r1", """{"paths": ["/a"]}""")).Status);
        Assert.Equal(200, (await admin.PatchAsync("/services/s1/routes/r1", """{"strip_path": false}""")).Status);
        Assert.Equal(404, (await admin.PatchAsync("/services/s1/routes/r2", """{"strip_path": false}""")).Status);
        Assert.Equal(404, (await admin.DeleteAsync("/services/s1/routes/r2")).Status);
        Assert.Equal(404, (await admin.DeleteAsync("/services/s1/routes/none")).Status);
        Assert.Equal(204, (await admin.DeleteAsync("/services/s1/routes/r1")).Status);
        Assert.Equal("r2", Assert.Single((await admin.GetAsync("/routes")).Data)!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Parent_OfChild_IsReadAndWrittenButNotDeleted()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "h"}""");
        await admin.CreatedAsync("/services/s1/routes", """{"name": "r1", "paths": ["/a"]}""");
        await admin.CreatedAsync("/routes", """{"name": "alone", "paths": ["/b"]}""");

        Assert.Equal("s1", (await admin.GetAsync("/routes/r1/service")).Body["name"]!.GetValue<string>());
        Assert.Equal(7, (await admin.PatchAsync("/routes/r1/service", """{"retries": 7}""")).Body["retries"]!.GetValue<int>());
        Assert.Equal(5, (await admin.PutAsync("/routes/r1/service", """{"name": "s1", "host": "h2"}""")).Body["retries"]!.GetValue<int>());
        Assert.Equal(405, (await admin.DeleteAsync("/routes/r1/service")).Status);
        Assert.Equal(404, (await admin.GetAsync("/routes/alone/service")).Status);
        Assert.Equal(404, (await admin.PatchAsync("/routes/alone/service", """{"retries": 7}""")).Status);
        Assert.Equal(404, (await admin.GetAsync("/routes/none/service")).Status);
    }

    [Theory]
    [InlineData("key-auth", "key-auths", """{"key": "k1"}""", "k1")]
    [InlineData("basic-auth", "basic-auths", """{"username": "b1", "password": "secret"}""", "b1")]
    [InlineData("jwt", "jwts", """{"key": "j1"}""", "j1")]
    public async Task Credentials_BelowConsumer_AreListedFlatToo(string nested, string flat, string body, string key)
    {
        await using var admin = await AdminFixture.StartAsync();
        var consumer = await admin.CreatedAsync("/consumers", """{"username": "u"}""");

        var created = await admin.CreatedAsync($"/consumers/u/{nested}", body);

        Assert.Equal(created["id"]!.GetValue<string>(), (await admin.GetAsync($"/consumers/u/{nested}/{key}")).Id);
        Assert.Equal(created["id"]!.GetValue<string>(), (await admin.GetAsync($"/{flat}/{key}")).Id);
        Assert.Single((await admin.GetAsync($"/{flat}")).Data);
        Assert.Equal(consumer["id"]!.GetValue<string>(), (await admin.GetAsync($"/{flat}/{key}/consumer")).Id);
        Assert.DoesNotContain("\"secret\"}", (await admin.GetAsync($"/{flat}")).Text, StringComparison.Ordinal);
        Assert.Equal(204, (await admin.DeleteAsync("/consumers/u")).Status);
        Assert.Empty((await admin.GetAsync($"/{flat}")).Data);
    }

    [Fact]
    public async Task Acls_SameGroupOfTwoConsumers_AreTwo()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/consumers", """{"username": "u1"}""");
        await admin.CreatedAsync("/consumers", """{"username": "u2"}""");
        await admin.CreatedAsync("/consumers/u1/acls", """{"group": "g"}""");
        await admin.CreatedAsync("/consumers/u2/acls", """{"group": "g"}""");

        Assert.Equal(409, (await admin.PostAsync("/consumers/u1/acls", """{"group": "g"}""")).Status);
        Assert.Equal(204, (await admin.DeleteAsync("/consumers/u1/acls/g")).Status);
        Assert.Single((await admin.GetAsync("/acls")).Data);
    }

    [Fact]
    public async Task Targets_OnlyBelowTheirUpstream()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/upstreams", """{"name": "u1"}""");

        var created = await admin.CreatedAsync("/upstreams/u1/targets", """{"target": "10.0.0.1"}""");

        Assert.Equal("10.0.0.1:8000", created["target"]!.GetValue<string>());
        Assert.Equal(200, (await admin.GetAsync("/upstreams/u1/targets/10.0.0.1:8000")).Status);
        Assert.Equal(200, (await admin.GetAsync("/upstreams/u1/targets/10.0.0.1")).Status);
        Assert.Single((await admin.GetAsync("/upstreams/u1/targets/all")).Data);
        Assert.Equal(404, (await admin.GetAsync("/targets")).Status);
        Assert.Equal(404, (await admin.GetAsync($"/targets/{created["id"]}")).Status);
        Assert.Equal(10, (await admin.PatchAsync("/upstreams/u1/targets/10.0.0.1:8000", """{"weight": 10}""")).Body["weight"]!.GetValue<int>());
        Assert.Equal(204, (await admin.DeleteAsync("/upstreams/u1/targets/10.0.0.1:8000")).Status);
    }
}
