using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.RequestTermination;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.RequestTermination;

public sealed class RequestTerminationTests
{
    private const string Json = "application/json; charset=utf-8";

    [Theory]
    [InlineData("{}", 503, """{"message":"Service unavailable"}""", Json)]
    [InlineData("""{"status_code":401}""", 401, """{"message":"Unauthorized"}""", Json)]
    [InlineData("""{"status_code":404}""", 404, """{"message":"Not found"}""", Json)]
    [InlineData("""{"status_code":405}""", 405, """{"message":"Method not allowed"}""", Json)]
    [InlineData("""{"status_code":500}""", 500, """{"message":"An unexpected error occurred"}""", Json)]
    [InlineData("""{"status_code":502}""", 502, """{"message":"Bad Gateway"}""", Json)]
    [InlineData("""{"status_code":204}""", 204, "", null)]
    [InlineData("""{"status_code":418,"message":"a \"pot\" <é>"}""", 418, """{"message":"a \"pot\" <é>"}""", Json)]
    [InlineData("""{"status_code":200,"body":"<a/>","content_type":"text/xml"}""", 200, "<a/>", "text/xml")]
    [InlineData("""{"status_code":200,"body":"{}"}""", 200, "{}", null)]
    public async Task Access_Always_ExitsWithConfiguredResponse(string config, int status, string body, string? contentType)
    {
        var context = new FakePluginContext();

        await PluginFactory.Create(new RequestTerminationPlugin(), config).AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(body, context.ExitText);
        Assert.Equal(contentType, context.ExitContentType);
    }

    [Theory]
    [InlineData("X-Stop", "", true)]
    [InlineData(null, "x-stop=1", true)]
    [InlineData(null, "other=1", false)]
    public async Task Access_Trigger_ExitsOnlyWhenPresent(string? header, string query, bool exits)
    {
        var context = new FakePluginContext();
        context.Request.QueryStringValue = query;
        if (header is not null)
        {
            context.Request.Headers[header] = "1";
        }

        await PluginFactory.Create(new RequestTerminationPlugin(), """{"trigger":"x-stop"}""").AccessAsync(context);

        Assert.Equal(exits, context.HasExited);
    }

    [Fact]
    public async Task Access_Echo_AnswersWithRequestRouteServiceAndNode()
    {
        var context = new FakePluginContext
        {
            RouteValue = new RouteConfig { Id = Guid.NewGuid(), Name = "r1", Paths = ["/x"] },
            ServiceValue = new ServiceConfig { Id = Guid.NewGuid(), Host = "h" },
        };
        context.Request.MethodValue = "POST";
        context.Request.PathValue = "/x/y";
        context.Request.QueryStringValue = "a=1&a=2&b=3";
        context.Request.SetBody("application/x-www-form-urlencoded", "f=1&g");
        context.Request.Captures["0"] = "/x/y";
        context.Request.Captures["1"] = "y";
        context.Request.Captures["last"] = "y";

        await PluginFactory.Create(new RequestTerminationPlugin(), """{"echo":true,"status_code":200,"message":"seen"}""").AccessAsync(context);

        var echo = JsonNode.Parse(context.ExitText!)!;
        Assert.Equal("seen", (string?)echo["message"]);
        Assert.Equal(PluginFactory.NodeId.ToString(), (string?)echo["kong"]!["node_id"]);
        Assert.Equal("node-1", (string?)echo["kong"]!["hostname"]);
        Assert.Equal("POST", (string?)echo["request"]!["method"]);
        Assert.Equal("/x/y", (string?)echo["request"]!["path"]);
        Assert.Equal("""["1","2"]""", echo["request"]!["query"]!["a"]!.ToJsonString());
        Assert.Equal("api.example.com", (string?)echo["request"]!["host"]);
        Assert.Equal("application/x-www-form-urlencoded", (string?)echo["request"]!["headers"]!["content-type"]);
        Assert.Equal("f=1&g", (string?)echo["request"]!["raw_body"]);
        Assert.Equal("""{"f":"1","g":true}""", echo["request"]!["body"]!.ToJsonString());
        Assert.Equal("""{"named":{"last":"y"},"unnamed":["y"]}""", echo["request"]!["uri_captures"]!.ToJsonString());
        Assert.Equal("r1", (string?)echo["matched_route"]!["name"]);
        Assert.Equal("h", (string?)echo["matched_service"]!["host"]);
    }

    [Theory]
    [InlineData("""{"message":"m","body":"b"}""", "config: message cannot be used with content_type or body")]
    [InlineData("""{"content_type":"a/b"}""", "config: content_type requires a body")]
    [InlineData("""{"echo":true,"body":"b"}""", "config: echo cannot be used with content_type and body")]
    [InlineData("""{"status_code":600}""", "status_code: value should be between 100 and 599")]
    public void Schema_BadCombination_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new RequestTerminationPlugin(), config));
}
