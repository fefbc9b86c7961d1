using System.Text.Json.Nodes;

namespace Sightglass.Gateway.Tests.Admin;

public sealed class ConfigTests
{
    private const string Yaml = """
        _format_version: "3.0"
        services:
        - name: s1
          host: example.com
          routes:
          - name: r1
            paths: [/a]
        """;

    private static readonly string Wrapped = new JsonObject { ["config"] = Yaml }.ToJsonString();

    [Theory]
    [InlineData(true, "yaml")]
    [InlineData(false, "yaml")]
    [InlineData(false, "text/yaml")]
    [InlineData(false, "json")]
    [InlineData(false, "wrapped")]
    [InlineData(false, "form")]
    public async Task Post_Configuration_ReplacesEverything(bool accepts, string kind)
    {
        await using var admin = await AdminFixture.StartAsync(accepts);
        await admin.SendAsync("POST", "/config", """{"_format_version": "3.0", "consumers": [{"username": "gone"}]}""");

        var reply = kind switch
        {
            "yaml" => await admin.SendAsync("POST", "/config", Yaml, "application/yaml"),
            "text/yaml" => await admin.SendAsync("POST", "/config", Yaml, "text/yaml; charset=utf-8"),
            "json" => await admin.PostAsync("/config", """{"_format_version": "3.0", "services": [{"name": "s1", "host": "example.com", "routes": [{"name": "r1", "paths": ["/a"]}]}]}"""),
            "wrapped" => await admin.PostAsync("/config", Wrapped),
            _ => await admin.FormAsync("POST", "/config", "config=" + Uri.EscapeDataString(Yaml)),
        };

        Assert.True(reply.Status == 201, reply.Text);
        Assert.Equal(["routes", "services"], reply.Body.Select(p => p.Key).Order(StringComparer.Ordinal));
        var (id, service) = Assert.Single((JsonObject)reply.Body["services"]!);
        Assert.Equal(id, service!["id"]!.GetValue<string>());
        Assert.Equal("s1", service["name"]!.GetValue<string>());
        Assert.Single(admin.Target.Configuration.Routes);
        Assert.Empty(admin.Target.Configuration.Consumers);
        Assert.Equal("s1", (await admin.GetAsync($"/services/{id}")).Body["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Post_SameHash_IsNotLoadedAgain()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);

        var first = await admin.PostAsync("/config?check_hash=1", Wrapped);
        var second = await admin.PostAsync("/config?check_hash=1", Wrapped);
        var unchecked_ = await admin.PostAsync("/config", Wrapped);
        var other = await admin.SendAsync("POST", "/config?check_hash=1", Yaml + "\n", "application/yaml");

        Assert.Equal((201, 304, 201, 201), (first.Status, second.Status, unchecked_.Status, other.Status));
        Assert.Equal("", second.Text);
        Assert.Equal(3, admin.Target.Applied.Count);
    }

    [Theory]
    [InlineData("application/json", "{}", "expected a declarative configuration")]
    [InlineData("application/json", "{\"config\": \"\"}", "expected a declarative configuration")]
    [InlineData("application/json", "{", "Cannot parse JSON body")]
    [InlineData("application/yaml", "", "expected a declarative configuration")]
    [InlineData("application/x-www-form-urlencoded", "other=1", "expected a declarative configuration")]
    public async Task Post_NoConfiguration_IsRefused(string type, string body, string message)
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);

        var reply = await admin.SendAsync("POST", "/config", body, type);

        Assert.Equal((400, message), (reply.Status, reply.Message));
    }

    [Fact]
    public async Task Post_Invalid_IsCode14AndTheOldStays()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        await admin.PostAsync("/config", Wrapped);

        var reply = await admin.PostAsync(
            "/config?flatten_errors=1",
            """{"_format_version": "3.0", "services": [{"name": "s2", "host": "h", "retries": -1, "tags": ["t"]}, {"name": "ok", "host": "h"}]}""");
        var plain = await admin.PostAsync("/config", """{"_format_version": "3.0", "services": [{"name": "s2", "retries": -1}]}""");

        Assert.Equal((400, 14), (reply.Status, reply.Body["code"]!.GetValue<int>()));
        Assert.StartsWith("declarative config is invalid: ", reply.Message, StringComparison.Ordinal);
        var flat = Assert.Single((JsonArray)reply.Body["flattened_errors"]!)!;
        Assert.Equal("service", flat["entity_type"]!.GetValue<string>());
        Assert.Equal("s2", flat["entity_name"]!.GetValue<string>());
        Assert.Equal("""[{"type":"field","field":"retries","message":"value should be between 0 and 32767"}]""", flat["errors"]!.ToJsonString());
        Assert.Equal("""["t"]""", flat["entity_tags"]!.ToJsonString());
        Assert.False(plain.Body.ContainsKey("flattened_errors"));
        Assert.Equal("s1", Assert.Single((await admin.GetAsync("/services")).Data)!["name"]!.GetValue<string>());
        Assert.Single(admin.Target.Applied);
    }

    [Fact]
    public async Task Post_GatewayCannotServe_IsCode14()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        admin.Target.Refusal = "plugin limiter: no";

        var reply = await admin.PostAsync("/config", Wrapped);

        Assert.Equal((400, 14), (reply.Status, reply.Body["code"]!.GetValue<int>()));
        Assert.Equal("""["plugin limiter: no"]""", reply.Body["fields"]!["@entity"]!.ToJsonString());
        Assert.Empty((await admin.GetAsync("/services")).Data);
    }

    [Fact]
    public async Task Post_WhileAnotherLoads_IsToComeAgain()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        var gate = new TaskCompletionSource();
        admin.Target.Gate = gate.Task;
        var first = admin.PostAsync("/config", Wrapped);
        await admin.Target.Waiting.Task;

        var second = await admin.PostAsync("/config", Wrapped);
        gate.SetResult();

        Assert.Equal((429, "Currently loading previous configuration"), (second.Status, second.Message));
        Assert.Equal("1", second.Header("Retry-After"));
        Assert.Equal(201, (await first).Status);
        Assert.Equal(201, (await admin.PostAsync("/config", Wrapped)).Status);
    }

    [Fact]
    public async Task Post_TooLarge_IsRefused()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false, o => o with { MaxBodySize = 100 });

        Assert.Equal(413, (await admin.PostAsync("/config", Wrapped + new string(' ', 100))).Status);
    }

    [Fact]
    public async Task Get_Posted_LoadsToTheSame()
    {
        await using var admin = await AdminFixture.StartAsync(accepts: false);
        await admin.PostAsync("/config", Wrapped);
        var services = (await admin.GetAsync("/services")).Text;

        var yaml = (await admin.GetAsync("/config")).Body["config"]!.GetValue<string>();
        var reply = await admin.SendAsync("POST", "/config", yaml, "application/yaml");

        Assert.Equal(201, reply.Status);
        Assert.Equal(services, (await admin.GetAsync("/services")).Text);
    }
}
