using System.Text;

namespace Sightglass.Gateway.Tests.Admin;

public sealed class BodyTests
{
    [Theory]
    [InlineData("{\"host\": ")]
    [InlineData("[1]")]
    [InlineData("{\"host\": \"a\", \"host\": \"b\"}")]
    [InlineData("\"text\"")]
    public async Task Json_Malformed_IsRefused(string body)
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.PostAsync("/services", body);

        Assert.Equal((400, """{"message":"Cannot parse JSON body"}"""), (reply.Status, reply.Text));
    }

    [Theory]
    [InlineData("POST", "/services")]
    [InlineData("PUT", "/services/none")]
    [InlineData("PATCH", "/services/none")]
    [InlineData("PUT", "/upstreams/none/targets/none/healthy")]
    [InlineData("POST", "/schemas/none/validate")]
    [InlineData("POST", "/config")]
    public async Task Json_Empty_IsRefusedBeforeAnythingElse(string method, string path)
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.SendAsync(method, path, "");

        Assert.Equal((400, """{"message":"Cannot parse JSON body"}"""), (reply.Status, reply.Text));
        Assert.Equal(415, (await admin.SendAsync(method, path, "", "text/plain")).Status);
        Assert.Equal(204, (await admin.SendAsync("DELETE", "/services/none", "")).Status);
    }

    [Fact]
    public async Task NoBody_WithoutContentType_IsAnEmptyEntity()
    {
        await using var admin = await AdminFixture.StartAsync();

        Assert.Equal("schema violation (host: required field missing)", (await admin.SendAsync("POST", "/services")).Message);
        Assert.Equal(404, (await admin.SendAsync("PUT", "/upstreams/none/targets/none/healthy")).Status);
    }

    [Fact]
    public async Task Json_TooDeep_IsRefused()
    {
        await using var admin = await AdminFixture.StartAsync();
        var deep = new StringBuilder().Insert(0, "{\"a\":", 5000).Append('1').Append('}', 5000).ToString();

        Assert.Equal(400, (await admin.PostAsync("/services", deep)).Status);
    }

    [Fact]
    public async Task ContentType_Unknown_IsRefusedWithoutBody()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.SendAsync("POST", "/services", "<a/>", "application/xml");

        Assert.Equal((415, ""), (reply.Status, reply.Text));
    }

    [Fact]
    public async Task Form_Fields_GetTheTypesOfTheSchema()
    {
        await using var admin = await AdminFixture.StartAsync();

        var service = await admin.FormAsync("POST", "/services", "name=s1&url=http%3A%2F%2Fexample.com%3A8080%2Fx&retries=3&enabled=false&tags[]=a&tags[]=b");
        var route = await admin.FormAsync("POST", "/services/s1/routes", "name=r1&paths[1]=/a&paths[2]=/b&headers.x-a[]=1&strip_path=false");
        var cleared = await admin.FormAsync("PATCH", "/services/s1", "path=");

        Assert.Equal((201, 201, 200), (service.Status, route.Status, cleared.Status));
        Assert.Equal((3, false, 8080), (service.Body["retries"]!.GetValue<int>(), service.Body["enabled"]!.GetValue<bool>(), service.Body["port"]!.GetValue<int>()));
        Assert.Equal("""["a","b"]""", service.Body["tags"]!.ToJsonString());
        Assert.Equal("""["/a","/b"]""", route.Body["paths"]!.ToJsonString());
        Assert.Equal("""{"x-a":["1"]}""", route.Body["headers"]!.ToJsonString());
        Assert.Null(cleared.Body["path"]);
    }

    [Fact]
    public async Task Form_PluginConfig_GetsTheTypesOfThatPlugin()
    {
        await using var admin = await AdminFixture.StartAsync();

        var created = await admin.FormAsync("POST", "/plugins", "name=limiter&config.minute=5&config.fault_tolerant=false&config.names=a&config.redis.host=123");
        var patched = await admin.FormAsync("PATCH", $"/plugins/{created.Id}", "config.minute=6");

        Assert.Equal(201, created.Status);
        Assert.Equal(
            """{"minute":5,"fault_tolerant":false,"names":["a"],"redis":{"host":"123","port":6379}}""", created.Body["config"]!.ToJsonString());
        Assert.Equal(6, patched.Body["config"]!["minute"]!.GetValue<int>());
        Assert.False(patched.Body["config"]!["fault_tolerant"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Multipart_FieldsAndFiles_AreTheEntity()
    {
        await using var admin = await AdminFixture.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("s1"), "name" },
            { new StringContent("7"), "retries" },
            { new ByteArrayContent("example.com"u8.ToArray()), "host", "host.txt" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(admin.Address, "/services")) { Content = form };

        var reply = await admin.SendAsync(request);

        Assert.Equal(201, reply.Status);
        Assert.Equal(("example.com", 7), (reply.Body["host"]!.GetValue<string>(), reply.Body["retries"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Form_TooManyFields_IsRefused()
    {
        await using var admin = await AdminFixture.StartAsync();
        var form = string.Join('&', Enumerable.Range(0, 1001).Select(i => $"f{i}=1"));

        Assert.Equal(400, (await admin.FormAsync("POST", "/services", form)).Status);
    }

    [Fact]
    public async Task Body_TooLarge_IsRefused()
    {
        await using var admin = await AdminFixture.StartAsync(configure: o => o with { MaxBodySize = 1000 });

        var reply = await admin.PostAsync("/services", $$"""{"host": "{{new string('a', 1000)}}"}""");

        Assert.Equal((413, """{"message":"Payload too large"}"""), (reply.Status, reply.Text));
        Assert.Equal(201, (await admin.PostAsync("/services", """{"host": "a"}""")).Status);
    }
}
