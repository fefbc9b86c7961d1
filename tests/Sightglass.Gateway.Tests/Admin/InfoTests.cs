using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Sightglass.Gateway.Tests.Upstream;

namespace Sightglass.Gateway.Tests.Admin;

public sealed class InfoTests
{
    [Theory]
    [InlineData(true, "file")]
    [InlineData(false, "off")]
    public async Task Root_Node_TellsWhatItIs(bool accepts, string database)
    {
        await using var admin = await AdminFixture.StartAsync(accepts);
        await admin.PostAsync("/plugins", """{"name": "signer"}""");

        var body = (await admin.GetAsync("/")).Body;

        Assert.Equal("3.10.0", body["version"]!.GetValue<string>());
        Assert.Equal("0.1.0", body["product_version"]!.GetValue<string>());
        Assert.Equal("node-1", body["hostname"]!.GetValue<string>());
        Assert.Equal(admin.NodeId.ToString(), body["node_id"]!.GetValue<string>());
        Assert.Equal(
            """{"limiter":{"version":"2.1.0","priority":901},"signer":{"version":"1.0.0","priority":1100}}""",
            body["plugins"]!["available_on_server"]!.ToJsonString());
        Assert.Equal(accepts ? """["signer"]""" : "[]", body["plugins"]!["enabled_in_cluster"]!.ToJsonString());
        Assert.Equal(database, body["configuration"]!["database"]!.GetValue<string>());
        Assert.Equal("traditional_compatible", body["configuration"]!["router_flavor"]!.GetValue<string>());
        Assert.Equal("********", body["configuration"]!["ssl_cert_key"]!.GetValue<string>());
    }

    [Fact]
    public async Task Status_Keeping_TellsCountersAndStore()
    {
        await using var admin = await AdminFixture.StartAsync();

        var body = (await admin.GetAsync("/status")).Body;

        Assert.Equal(
            """{"connections_active":3,"connections_reading":0,"connections_writing":2,"connections_waiting":1,"connections_accepted":7,"connections_handled":7,"total_requests":11}""", body["server"]!.ToJsonString());
        Assert.True(body["database"]!["reachable"]!.GetValue<bool>());
        Assert.False(body.ContainsKey("configuration_hash"));
        Assert.Matches(@"^\d+\.\d\d MiB$", body["memory"]!["workers_lua_vms"]![0]!["working_set"]!.GetValue<string>());
    }

    [Fact]
    public async Task Status_Declarative_TellsTheHash()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);

        var before = (await admin.GetAsync("/status")).Body;
        await admin.PostAsync("/config", """{"_format_version": "3.0", "services": [{"host": "h"}]}""");
        var after = (await admin.GetAsync("/status")).Body;

        Assert.Equal(new string('0', 32), before["configuration_hash"]!.GetValue<string>());
        Assert.Matches("^[0-9a-f]{32}$", after["configuration_hash"]!.GetValue<string>());
        Assert.NotEqual(before["configuration_hash"]!.GetValue<string>(), after["configuration_hash"]!.GetValue<string>());
        Assert.False(after.ContainsKey("database"));
    }

    [Theory]
    [InlineData("unit=k&scale=0", @"^\d+ KiB$")]
    [InlineData("unit=G&scale=3", @"^\d+\.\d{3} GiB$")]
    [InlineData("unit=b", @"^\d+$")]
    public async Task Status_UnitAndScale_AreUsed(string query, string pattern)
    {
        await using var admin = await AdminFixture.StartAsync();

        Assert.Matches(pattern, (await admin.GetAsync($"/status?{query}")).Body["memory"]!["workers_lua_vms"]![0]!["working_set"]!.ToString());
    }

    [Theory]
    [InlineData("unit=x")]
    [InlineData("scale=-1")]
    [InlineData("scale=x")]
    [InlineData("scale=11")]
    public async Task Status_BadQuery_IsRefused(string query)
    {
        await using var admin = await AdminFixture.StartAsync();

        Assert.Equal(400, (await admin.GetAsync($"/status?{query}")).Status);
    }

    [Fact]
    public async Task Endpoints_Listed_AreThose()
    {
        await using var admin = await AdminFixture.StartAsync();

        var all = (await admin.GetAsync("/endpoints")).Data.Select(e => e!.GetValue<string>()).ToArray();

        Assert.Contains("/services/{services}/routes/{routes}", all);
        Assert.Contains("/consumers/{consumers}/key-auth", all);
        Assert.Contains("/routes/{routes}/service", all);
        Assert.DoesNotContain("/targets", all);
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
    }

    [Fact]
    public async Task Schemas_OfEntitiesAndPlugins_AreShown()
    {
        await using var admin = await AdminFixture.StartAsync();

        var service = await admin.GetAsync("/schemas/services");
        var plugin = await admin.GetAsync("/schemas/plugins/limiter");

        Assert.Contains(service.Body["fields"]!.AsArray(), f => f!["host"]?["required"]?.GetValue<bool>() == true);
        var config = plugin.Body["fields"]!.AsArray().Single(f => f!["config"] is not null)!["config"]!;
        Assert.Contains(config["fields"]!.AsArray(), f => f!["minute"] is JsonObject);
        Assert.Equal((404, "No entity named 'nope'"), Told(await admin.GetAsync("/schemas/nope")));
        Assert.Equal((404, "No plugin named 'nope'"), Told(await admin.GetAsync("/schemas/plugins/nope")));
        Assert.Equal("""{"enabled_plugins":["limiter","signer"]}""", (await admin.GetAsync("/plugins/enabled")).Text);
    }

    [Theory]
    [InlineData("/schemas/services/validate", """{"host": "h"}""", 200)]
    [InlineData("/schemas/services/validate", "{}", 400)]
    [InlineData("/schemas/plugins/validate", """{"name": "limiter", "config": {"minute": 1}}""", 200)]
    [InlineData("/schemas/plugins/validate", """{"name": "limiter", "config": {"minute": 0}}""", 400)]
    [InlineData("/schemas/nope/validate", "{}", 404)]
    public async Task Validate_Entity_IsTriedAndNotWritten(string path, string body, int status)
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.PostAsync(path, body);

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 200 ? "schema validation successful" : reply.Message, reply.Message);
        Assert.Empty(admin.Target.Applied);
    }

    [Theory]
    [InlineData("a.test", 200, "schema validation successful")]
    [InlineData("120.0.9.32:90", 400, "schema violation (snis.1: must not be an IP)")]
    public async Task Validate_Certificate_TakesItsNames(string name, int status, string message)
    {
        await using var admin = await AdminFixture.StartAsync();
        using var made = TestCertificates.Issue("a.example.com");
        using var key = made.GetECDsaPrivateKey()!;
        var body = new JsonObject
        {
            ["cert"] = made.ExportCertificatePem(),
            ["key"] = key.ExportPkcs8PrivateKeyPem(),
            ["snis"] = new JsonArray(name),
        };

        Assert.Equal((status, message), Told(await admin.PostAsync("/schemas/certificates/validate", body.ToJsonString())));
    }

    [Theory]
    [InlineData("services", "schema violation (host: required field missing)")]
    [InlineData("vaults", "schema violation (name: required field missing)")]
    [InlineData("plugins", "schema violation (name: required field missing)")]
    public async Task Validate_NoBody_IsAnEmptyEntity(string type, string message)
    {
        await using var admin = await AdminFixture.StartAsync();

        Assert.Equal((400, message), Told(await admin.SendAsync("POST", $"/schemas/{type}/validate")));
    }

    private static (int Status, string? Message) Told(AdminReply reply) => (reply.Status, reply.Message);
}
