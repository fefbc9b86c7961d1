using System.Text.Json.Nodes;
using Sightglass.Plugins.ProxyCache;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Admin;

namespace Sightglass.Plugins.Tests.ProxyCache;

public sealed class CacheEndpointsTests
{
    private const string One = "/proxy-cache/{key}";
    private const string OfInstance = "/proxy-cache/{plugin}/caches/{key}";

    private readonly ManualTime _time = new();
    private readonly ResponseStore _store = new();
    private readonly PluginInstance _first = Instance("first");
    private readonly PluginInstance _second = Instance("second");

    [Fact]
    public async Task Get_Kept_ShowsIt()
    {
        Keep("second", "k", "hello");

        var answer = await AskAsync("GET", One, "k");

        Assert.Equal(200, answer.Status);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""
                {"status": 200, "headers": {"Content-Type": "text/plain", "X-Many": ["1", "2"]}, "body": "hello", "body_len": 5,
                 "timestamp": {{Now}}, "ttl": 300, "version": 1}
                """),
            answer.Body));
    }

    [Fact]
    public async Task Get_NotKept_IsNotFoundWithoutBody()
    {
        Keep("elsewhere", "k", "hello");

        Assert.Equal(new PluginEndpointAnswer(404), await AskAsync("GET", One, "k"));
        Assert.Equal(new PluginEndpointAnswer(404), await AskAsync("GET", One, "other"));
        Assert.Equal(new PluginEndpointAnswer(404), await AskAsync("DELETE", One, "k"));
    }

    [Fact]
    public async Task Get_ItsTimeOver_IsNotFound()
    {
        Keep("first", "k", "hello");
        Keep("first", "l", "hello");
        _time.Advance(TimeSpan.FromSeconds(301));

        Assert.Equal(404, (await AskAsync("GET", One, "k")).Status);
        Assert.Equal(404, (await AskAsync("DELETE", One, "l")).Status);
    }

    [Fact]
    public async Task Delete_OneKey_LeavesTheOthers()
    {
        Keep("first", "k", "1");
        Keep("first", "l", "2");

        Assert.Equal(new PluginEndpointAnswer(204), await AskAsync("DELETE", One, "k"));
        Assert.Equal(404, (await AskAsync("GET", One, "k")).Status);
        Assert.Equal(200, (await AskAsync("GET", One, "l")).Status);
        Assert.Equal(1, _store.Count);
    }

    [Fact]
    public async Task Delete_All_EmptiesWhatInstancesUse()
    {
        Keep("first", "k", "1");
        Keep("second", "k", "2");
        Keep("elsewhere", "k", "3");

        Assert.Equal(new PluginEndpointAnswer(204), await AskAsync("DELETE", "/proxy-cache"));
        Assert.Equal(1, _store.Count);
        Assert.True(_store.TryGet("elsewhere", "k", Now, out _));
    }

    [Fact]
    public async Task OfInstance_SeesItsMemoryOnly()
    {
        Keep("second", "k", "2");

        Assert.Equal(404, (await AskAsync("GET", OfInstance, _first.Id.ToString(), "k")).Status);
        Assert.Equal(404, (await AskAsync("DELETE", OfInstance, _first.Id.ToString(), "k")).Status);
        Assert.Equal(404, (await AskAsync("GET", OfInstance, Guid.NewGuid().ToString(), "k")).Status);
        Assert.Equal(404, (await AskAsync("GET", OfInstance, "no id", "k")).Status);
        Assert.Equal("2", (await AskAsync("GET", OfInstance, _second.Id.ToString(), "k")).Body!["body"]!.GetValue<string>());
        Assert.Equal(204, (await AskAsync("DELETE", OfInstance, _second.Id.ToString(), "k")).Status);
        Assert.Equal(0, _store.Count);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    private static PluginInstance Instance(string area) =>
        new(Guid.NewGuid(), "proxy-cache", new JsonObject { ["memory"] = new JsonObject { ["dictionary_name"] = area } }, null, null, null);

    private void Keep(string area, string key, string body) => _store.Set(
        area,
        key,
        new KeptResponse(200, [new("Content-Type", "text/plain"), new("X-Many", new(["1", "2"]))], System.Text.Encoding.UTF8.GetBytes(body), Now, 300),
        300);

    private async Task<PluginEndpointAnswer> AskAsync(string method, string pattern, params string[] arguments) =>
        await new ProxyCachePlugin(_store).AdminEndpoints.Single(endpoint => endpoint.Method == method && endpoint.Pattern == pattern).Answer(
            new PluginEndpointRequest { Arguments = [.. arguments], Instances = [_first, _second], Time = _time }, CancellationToken.None);
}
