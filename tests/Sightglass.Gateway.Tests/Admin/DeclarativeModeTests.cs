namespace Sightglass.Gateway.Tests.Admin;

public sealed class DeclarativeModeTests
{
    private const string Configuration = """
        {"_format_version": "3.0", "services": [{"name": "s1", "host": "h", "routes": [{"name": "r1", "paths": ["/a"]}]}]}
        """;

    [Theory]
    [InlineData("POST", "/services", """{"host": "h"}""", "create 'services' entities")]
    [InlineData("PUT", "/services/s1", """{"host": "h"}""", "create or update 'services' entities by 'name'")]
    [InlineData("PATCH", "/services/s1", """{"port": 1}""", "update 'services' entities by 'name'")]
    [InlineData("DELETE", "/services/s1", null, "remove 'services' entities by 'name'")]
    [InlineData("PUT", "/services/8f3f2a34-49f4-4c43-8d5c-2ad8bbd5a1b5", """{"host": "h"}""", "create or update 'services' entities")]
    [InlineData("POST", "/services/s1/routes", """{"paths": ["/b"]}""", "create 'routes' entities")]
    [InlineData("PATCH", "/routes/r1/service", """{"port": 1}""", "update 'services' entities")]
    public async Task Write_OfAnEntity_IsUnsupported(string method, string path, string? body, string what)
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        await admin.PostAsync("/config", Configuration);

        var reply = await admin.SendAsync(method, path, body);

        Assert.Equal((405, 12), (reply.Status, reply.Body["code"]!.GetValue<int>()));
        Assert.Equal($"cannot {what} when not using a database", reply.Message);
        Assert.Single(admin.Target.Applied);
    }

    [Theory]
    [InlineData("POST", "/services", "{}", 400, "schema violation (host: required field missing)")]
    [InlineData("PATCH", "/services/s1", """{"port": -1}""", 400, "schema violation (port: value should be between 0 and 65535)")]
    [InlineData("PATCH", "/services/none", """{"port": 1}""", 404, """could not find the entity with '{name="none"}'""")]
    [InlineData("DELETE", "/services/s1/routes/none", null, 404, "Not found")]
    public async Task Write_ThatWouldFailAnyway_SaysWhy(string method, string path, string? body, int status, string message)
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        await admin.PostAsync("/config", Configuration);

        var reply = await admin.SendAsync(method, path, body);

        Assert.Equal((status, message), (reply.Status, reply.Message));
        Assert.Equal(204, (await admin.DeleteAsync("/services/none")).Status);
    }

    [Fact]
    public async Task Write_OfWhatHasNoSuchMethod_IsPlain405()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);

        Assert.Equal("""{"message":"Method not allowed"}""", (await admin.DeleteAsync("/routes")).Text);
    }

    [Fact]
    public async Task Configuration_Posted_IsNotKept()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        await admin.PostAsync("/config", Configuration);

        Assert.Equal(200, (await admin.GetAsync("/services/s1/routes/r1")).Status);
        Assert.Empty(Directory.GetFiles(admin.DataDirectory));
    }
}
