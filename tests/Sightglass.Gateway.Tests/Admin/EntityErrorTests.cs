namespace Sightglass.Gateway.Tests.Admin;

public sealed class EntityErrorTests
{
    private const string Unknown = "8f3f2a34-49f4-4c43-8d5c-2ad8bbd5a1b5";

    [Theory]
    [InlineData("/services", "{}", 400, 2, "schema violation", "schema violation (host: required field missing)")]
    [InlineData("/services", """{"host": "h", "nope": 1}""", 400, 2, "schema violation", "schema violation (nope: unknown field)")]
    [InlineData("/services", """{"host": "h", "port": 70000, "retries": -1}""", 400, 2, "schema violation",
        "2 schema violations (port: value should be between 0 and 65535; retries: value should be between 0 and 32767)")]
    [InlineData("/plugins", """{"name": "nope"}""", 400, 2, "schema violation",
        "schema violation (name: plugin 'nope' not enabled; add it to the 'plugins' configuration property)")]
    [InlineData("/plugins", """{"name": "limiter", "config": {"minute": 0}}""", 400, 2, "schema violation",
        "schema violation (config.minute: value should be between 1 and 1000)")]
    [InlineData("/plugins", """{"name": "nope", "config": {"a": 1}, "nope": 2}""", 400, 2, "schema violation",
        "schema violation (name: plugin 'nope' not enabled; add it to the 'plugins' configuration property)")]
    [InlineData("/routes", """{"paths": ["/a"], "protocols": ["nope"]}""", 400, 2, "schema violation", "schema violation (protocols: unknown type: nope)")]
    [InlineData("/routes", """{"paths": ["/a"], "headers": {"x-a": ["b", ""]}}""", 400, 2, "schema violation",
        "schema violation (headers.2: length must be at least 1)")]
    [InlineData("/upstreams/balanced/targets", """{"target": "hostname:1.0", "weight": -1}""", 400, 2, "schema violation",
        "schema violation (target: Invalid target; not a valid hostname or ip address)")]
    [InlineData("/routes", """{"paths": ["/a"], "service": {"id": "8f3f2a34-49f4-4c43-8d5c-2ad8bbd5a1b5"}}""", 400, 4, "foreign key violation",
        """the foreign key '{id="8f3f2a34-49f4-4c43-8d5c-2ad8bbd5a1b5"}' does not reference an existing 'services' entity.""")]
    [InlineData("/services", """{"name": "taken", "host": "h"}""", 409, 5, "unique constraint violation",
        """UNIQUE violation detected on '{name="taken"}'""")]
    [InlineData("/routes", """{"paths": ["/a"], "service": {"name": "none"}}""", 400, 13, "foreign keys unresolved",
        """foreign key unresolved (service.name: the foreign key cannot be resolved with '{name="none"}' for an existing 'services' entity)""")]
    public async Task Post_Refused_SaysWhyAndChangesNothing(string path, string body, int status, int code, string name, string message)
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "taken", "host": "example.com"}""");
        await admin.CreatedAsync("/upstreams", """{"name": "balanced"}""");
        var before = (await admin.GetAsync("/config")).Text;

        var reply = await admin.PostAsync(path, body);

        Assert.Equal(status, reply.Status);
        Assert.Equal(code, reply.Body["code"]!.GetValue<int>());
        Assert.Equal(name, reply.Body["name"]!.GetValue<string>());
        Assert.Equal(message, reply.Message);
        Assert.True(reply.Body.ContainsKey("fields"));
        Assert.Equal(2, admin.Target.Applied.Count);
        Assert.Equal(before, (await admin.GetAsync("/config")).Text);
    }

    [Fact]
    public async Task Post_IdThatExists_IsPrimaryKeyViolation()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", $$"""{"id": "{{Unknown}}", "host": "example.com"}""");

        var reply = await admin.PostAsync("/services", $$"""{"id": "{{Unknown}}", "host": "example.com"}""");

        Assert.Equal((400, 3), (reply.Status, reply.Body["code"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Fields_OfLists_StandAtTheirPositions()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.PostAsync("/routes", """{"paths": ["/ok", "bad"], "protocols": ["http"]}""");

        Assert.Equal(400, reply.Status);
        Assert.Null(reply.Body["fields"]!["paths"]![0]);
        Assert.Equal("should start with: / (fixed path) or ~/ (regex path)", reply.Body["fields"]!["paths"]![1]!.GetValue<string>());
    }

    [Fact]
    public async Task Post_RouteWithoutMatch_NamesTheEntity()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.PostAsync("/routes", """{"protocols": ["https"]}""");

        Assert.Equal(400, reply.Status);
        Assert.Equal(
            """["must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' when 'protocols' is 'https'"]""",
            reply.Body["fields"]!["@entity"]!.ToJsonString(Relaxed));
    }

    [Fact]
    public async Task Write_GatewayCannotServe_IsRefusedWhole()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "example.com"}""");
        admin.Target.Refusal = "route r1: the path cannot be compiled";

        var reply = await admin.PostAsync("/services", """{"name": "s2", "host": "example.com"}""");

        Assert.Equal((400, 2), (reply.Status, reply.Body["code"]!.GetValue<int>()));
        Assert.Contains("route r1: the path cannot be compiled", reply.Message, StringComparison.Ordinal);
        Assert.Equal(404, (await admin.GetAsync("/services/s2")).Status);
        Assert.Single(Directory.GetFiles(admin.DataDirectory));
        Assert.DoesNotContain("s2", await File.ReadAllTextAsync(Path.Combine(admin.DataDirectory, "entities.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_DataDirectoryGone_IsAnErrorAndChangesNothing()
    {
        await using var admin = await AdminFixture.StartAsync();
        Directory.Delete(admin.DataDirectory);
        await File.WriteAllTextAsync(admin.DataDirectory, "in the way");

        var reply = await admin.PostAsync("/services", """{"name": "s1", "host": "example.com"}""");

        Assert.Equal(500, reply.Status);
        Assert.Equal("""{"message":"An unexpected error occurred"}""", reply.Text);
        Assert.Empty(admin.Target.Applied);
        Assert.Empty((await admin.GetAsync("/services")).Data);
        File.Delete(admin.DataDirectory);
    }

    [Fact]
    public async Task Write_TakesTooLong_IsGivenUpWithoutEffect()
    {
        await using var admin = await AdminFixture.StartAsync(configure: o => o with { WriteTimeout = TimeSpan.FromMilliseconds(50) });
        admin.Target.Gate = new TaskCompletionSource().Task;

        var reply = await admin.PostAsync("/services", """{"host": "example.com"}""");

        Assert.Equal(504, reply.Status);
        Assert.Empty((await admin.GetAsync("/services")).Data);
        Assert.Empty(Directory.GetFiles(admin.DataDirectory));
    }

    [Fact]
    public async Task Write_ServerStops_IsGivenUpWithoutEffect()
    {
        await using var admin = await AdminFixture.StartAsync();
        admin.Target.Gate = new TaskCompletionSource().Task;

        var writing = admin.PostAsync("/services", """{"host": "example.com"}""");
        await admin.Target.Waiting.Task;
        var stopping = admin.StopAsync();

        Assert.Equal(503, (await writing).Status);
        await stopping;
        Assert.Empty(Directory.GetFiles(admin.DataDirectory));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
