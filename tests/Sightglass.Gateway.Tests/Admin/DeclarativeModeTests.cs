namespace Sightglass.Gateway.Tests.Admin;

public sealed class DeclarativeModeTests
{
    private const string Configuration = """
        {"_format_version": "3.0", "services": [{"name": "s1", "host": "h", "routes": [{"name": "r1", "paths": ["/a"]}]}]}
        """;

    [Theory]
    [InlineData("POST", "/services", "create", "services")]
    [InlineData("PUT", "/services/s1", "create or update", "services")]
    [InlineData("PATCH", "/services/s1", "update", "services")]
    [InlineData("DELETE", "/services/s1", "remove", "services")]
    [InlineData("POST", "/services/s1/routes", "create", "routes")]
    [InlineData("PATCH", "/routes/r1/service", "update", "services")]
    public async Task Write_OfAnEntity_IsUnsupported(string method, string path, string verb, string type)
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        await admin.PostAsync("/config", Configuration);

        var reply = await admin.SendAsync(method, path, method == "DELETE" ? null : "{}");

        Assert.Equal((405, 12), (reply.Status, reply.Body["code"]!.GetValue<int>()));
        Assert.Equal($"cannot {verb} '{type}' entities when not using a database", reply.Message);
        Assert.Single(admin.Target.Applied);
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
