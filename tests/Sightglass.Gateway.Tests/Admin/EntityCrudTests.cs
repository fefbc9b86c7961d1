using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Sightglass.Gateway.Tests.Upstream;

namespace Sightglass.Gateway.Tests.Admin;

public sealed class EntityCrudTests
{
    [Fact]
    public async Task Post_Service_IsCreatedWithDefaultsAndInForce()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.PostAsync("/services", """{"name": "s1", "host": "example.com"}""");

        Assert.Equal(201, reply.Status);
        Assert.Equal("http", reply.Body["protocol"]!.GetValue<string>());
        Assert.Equal(60000, reply.Body["connect_timeout"]!.GetValue<int>());
        Assert.True(reply.Body.ContainsKey("path"));
        Assert.Null(reply.Body["path"]);
        Assert.Equal("s1", Assert.Single(admin.Target.Configuration.Services).Name);
    }

    [Theory]
    [InlineData("s1")]
    [InlineData("s1/")]
    public async Task Get_ByName_IsTheEntity(string key)
    {
        await using var admin = await AdminFixture.StartAsync();
        var created = await admin.CreatedAsync("/services", """{"name": "s1", "host": "example.com"}""");

        var byName = await admin.GetAsync($"/services/{key}");
        var byId = await admin.GetAsync($"/services/{created["id"]}");

        Assert.Equal((200, 200), (byName.Status, byId.Status));
        Assert.True(JsonNode.DeepEquals(created, byName.Body));
        Assert.Equal(byName.Text, byId.Text);
    }

    [Fact]
    public async Task Get_Unknown_IsNotFound()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.GetAsync("/services/none");

        Assert.Equal(404, reply.Status);
        Assert.Equal("""{"message":"Not found"}""", reply.Text);
    }

    [Fact]
    public async Task Put_Existing_GoesBackToDefaultsAndKeepsIdentity()
    {
        await using var admin = await AdminFixture.StartAsync();
        var created = await admin.CreatedAsync("/services", """{"name": "s1", "host": "example.com", "retries": 9}""");

        var reply = await admin.PutAsync("/services/s1", """{"host": "other.example.com", "name": "ignored"}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal(created["id"]!.GetValue<string>(), reply.Id);
        Assert.Equal("s1", reply.Body["name"]!.GetValue<string>());
        Assert.Equal(5, reply.Body["retries"]!.GetValue<int>());
        Assert.Equal("other.example.com", Assert.Single(admin.Target.Configuration.Services).Host);
    }

    [Theory]
    [InlineData("new-name", "name")]
    [InlineData("8f3f2a34-49f4-4c43-8d5c-2ad8bbd5a1b5", "id")]
    public async Task Put_Missing_CreatesUnderTheKeyOfThePath(string key, string field)
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.PutAsync($"/services/{key}", """{"host": "example.com"}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal(key, reply.Body[field]!.GetValue<string>());
        Assert.Equal(200, (await admin.GetAsync($"/services/{key}")).Status);
    }

    [Fact]
    public async Task Patch_Fields_ChangesOnlyThose()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "example.com", "retries": 9, "tags": ["a", "b"]}""");

        var reply = await admin.PatchAsync("/services/s1", """{"tags": ["c"], "path": "/x"}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal(9, reply.Body["retries"]!.GetValue<int>());
        Assert.Equal("""["c"]""", reply.Body["tags"]!.ToJsonString());
        Assert.Null((await admin.PatchAsync("/services/s1", """{"path": null}""")).Body["path"]);
    }

    [Fact]
    public async Task Patch_Record_MergesAndReplacesLists()
    {
        await using var admin = await AdminFixture.StartAsync();
        var plugin = await admin.CreatedAsync(
            "/plugins", """{"name": "limiter", "config": {"minute": 5, "names": ["a", "b"], "redis": {"host": "r1", "port": 1}}}""");

        var reply = await admin.PatchAsync($"/plugins/{plugin["id"]}", """{"config": {"names": ["c"], "redis": {"port": 2}}}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal(
            """{"minute":5,"fault_tolerant":true,"names":["c"],"redis":{"host":"r1","port":2}}""", reply.Body["config"]!.ToJsonString());
    }

    [Fact]
    public async Task Patch_Unknown_IsNotFound()
    {
        await using var admin = await AdminFixture.StartAsync();

        Assert.Equal(404, (await admin.PatchAsync("/services/none", """{"host": "h"}""")).Status);
        Assert.Empty(admin.Target.Applied);
    }

    [Fact]
    public async Task Delete_ExistingAndMissing_AreBothDone()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "example.com"}""");

        var first = await admin.DeleteAsync("/services/s1");
        var swaps = admin.Target.Applied.Count;
        var second = await admin.DeleteAsync("/services/s1");

        Assert.Equal((204, 204, ""), (first.Status, second.Status, first.Text));
        Assert.Empty(admin.Target.Configuration.Services);
        Assert.Equal(swaps, admin.Target.Applied.Count);
    }

    [Fact]
    public async Task Delete_WithChildren_TakesPluginsAndRefusesForRoutes()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "example.com"}""");
        await admin.CreatedAsync("/services/s1/plugins", """{"name": "limiter"}""");
        await admin.CreatedAsync("/services/s1/routes", """{"name": "r1", "paths": ["/a"]}""");

        var refused = await admin.DeleteAsync("/services/s1");

        Assert.Equal(400, refused.Status);
        Assert.Equal(4, refused.Body["code"]!.GetValue<int>());
        Assert.Equal("an existing 'routes' entity references this 'services' entity", refused.Message);
        Assert.Equal(204, (await admin.DeleteAsync("/routes/r1")).Status);
        Assert.Equal(204, (await admin.DeleteAsync("/services/s1")).Status);
        Assert.Empty((await admin.GetAsync("/plugins")).Data);
    }

    [Fact]
    public async Task Key_EscapedSlashAndSpace_IsFound()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/consumers", """{"username": "a/b c"}""");

        Assert.Equal(200, (await admin.GetAsync("/consumers/a%2Fb%20c")).Status);
        Assert.Equal(404, (await admin.GetAsync("/consumers/a/b%20c")).Status);
    }

    [Fact]
    public async Task Put_CertificateByServerName_AddsItToTheNamesGiven()
    {
        await using var admin = await AdminFixture.StartAsync();
        var body = Certificate();
        body["snis"] = new JsonArray("b.example.com");

        var made = await admin.PutAsync("/certificates/a.example.com", body.ToJsonString());
        var found = await admin.GetAsync("/certificates/b.example.com");
        body.Remove("snis");
        var replaced = await admin.PutAsync("/certificates/a.example.com", body.ToJsonString());

        Assert.Equal(200, made.Status);
        Assert.Equal("""["a.example.com","b.example.com"]""", made.Body["snis"]!.ToJsonString());
        Assert.Equal(made.Id, found.Id);
        Assert.Equal((made.Id, "[]"), (replaced.Id, replaced.Body["snis"]!.ToJsonString()));
        Assert.Equal((404, "SNI not found"), ((await admin.GetAsync("/certificates/a.example.com")).Status, (await admin.DeleteAsync("/certificates/a.example.com")).Message));
    }

    [Fact]
    public async Task Put_ServiceOfRouteWithoutOne_MakesItAndRefersToIt()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/routes", """{"name": "r", "paths": ["/"]}""");

        var made = await admin.PutAsync("/routes/r/service", """{"host": "example.com"}""");
        var again = await admin.PutAsync("/routes/r/service", """{"host": "example.net"}""");

        Assert.Equal((200, 200), (made.Status, again.Status));
        Assert.Equal(made.Id, again.Id);
        Assert.Equal("example.net", (await admin.GetAsync("/routes/r/service")).Body["host"]!.GetValue<string>());
        Assert.Equal((405, 404), ((await admin.DeleteAsync("/routes/r/service")).Status, (await admin.DeleteAsync("/routes/none/service")).Status));
    }

    [Fact]
    public async Task Targets_List_BeginsWithTheNewest()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/upstreams", """{"name": "u"}""");
        foreach (var (target, at) in ((string, int)[])[("b:1", 3), ("a:1", 1), ("[::1]:1", 2)])
        {
            await admin.CreatedAsync("/upstreams/u/targets", $$"""{"target": "{{target}}", "created_at": {{at}}}""");
        }

        var first = await admin.GetAsync("/upstreams/u/targets?size=2");
        var second = await admin.GetAsync(first.Body["next"]!.GetValue<string>());

        Assert.Equal(["b:1", "[0000:0000:0000:0000:0000:0000:0000:0001]:1"], first.Data.Select(t => t!["target"]!.GetValue<string>()));
        Assert.Equal(["a:1"], second.Data.Select(t => t!["target"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Put_Target_ChangesWhatIsThere()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/upstreams", """{"name": "u"}""");
        await admin.CreatedAsync("/upstreams/u/targets", """{"target": "a:1", "tags": ["kept"]}""");

        var changed = await admin.PutAsync("/upstreams/u/targets/a:1", """{"weight": 7}""");

        Assert.Equal((200, 7, "kept"), (changed.Status, changed.Body["weight"]!.GetValue<int>(), changed.Body["tags"]![0]!.GetValue<string>()));
        Assert.Equal(404, (await admin.PutAsync("/upstreams/u/targets/b:1", """{"weight": 7}""")).Status);
    }

    [Fact]
    public async Task Get_KeyThatIsNoId_OfWhatHasOnlyIds_IsInvalidPrimaryKey()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.GetAsync("/ca_certificates/none");

        Assert.Equal((400, 1), (reply.Status, reply.Body["code"]!.GetValue<int>()));
        Assert.Equal("""invalid primary key: '{id="expected a valid UUID"}'""", reply.Message);
    }

    [Fact]
    public async Task KeysAndVaults_AreChecked()
    {
        await using var admin = await AdminFixture.StartAsync();
        using var rsa = RSA.Create(2048);
        var jwk = new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = "one",
            ["n"] = Base64Url.EncodeToString(rsa.ExportParameters(false).Modulus),
            ["e"] = "AQAB",
        };
        await admin.CreatedAsync("/key-sets", """{"name": "set"}""");
        await admin.CreatedAsync("/key-sets/set/keys", new JsonObject { ["name"] = "k", ["kid"] = "one", ["jwk"] = jwk.ToJsonString() }.ToJsonString());
        await admin.CreatedAsync("/vaults", """{"name": "env", "prefix": "my-env", "config": {"prefix": "MY_"}}""");

        var other = await admin.PostAsync("/keys", new JsonObject { ["kid"] = "two", ["jwk"] = jwk.ToJsonString() }.ToJsonString());
        var nothing = await admin.PostAsync("/keys", """{"kid": "two"}""");
        var badPem = await admin.PostAsync("/keys", """{"kid": "two", "pem": {"public_key": "x"}}""");
        var named = await admin.PostAsync("/vaults", """{"name": "env", "prefix": "env"}""");
        var unknown = await admin.PostAsync("/vaults", """{"name": "safe", "prefix": "my-safe"}""");

        Assert.Equal("one", (await admin.GetAsync("/keys/k")).Body["kid"]!.GetValue<string>());
        Assert.Equal("set", (await admin.GetAsync("/keys/k/set")).Body["name"]!.GetValue<string>());
        Assert.Equal("schema violation (kid in jwk.kid must be equal to keys.kid)", other.Message);
        Assert.Equal("schema violation (at least one of these fields must be non-empty: 'jwk', 'pem')", nothing.Message);
        Assert.Equal("schema violation (pem: could not load public key)", badPem.Message);
        Assert.Equal("schema violation (prefix: must not be one of: env)", named.Message);
        Assert.Equal("schema violation (name: vault 'safe' is not installed)", unknown.Message);
        Assert.Equal(204, (await admin.DeleteAsync("/key-sets/set")).Status);
        Assert.Equal(404, (await admin.GetAsync("/keys/k")).Status);
    }

    private static JsonObject Certificate()
    {
        using var made = TestCertificates.Issue("a.example.com");
        using var key = made.GetECDsaPrivateKey()!;
        return new JsonObject { ["cert"] = made.ExportCertificatePem(), ["key"] = key.ExportPkcs8PrivateKeyPem() };
    }
}
