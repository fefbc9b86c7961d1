using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sightglass.Plugins.HttpLog;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.HttpLog;

public sealed class HttpLogTests
{
    private readonly ConcurrentQueue<(string Head, JsonNode Body)> _received = new();

    [Fact]
    public async Task LogAsync_Default_PostsOneRecord()
    {
        await using var server = await WebServer.StartAsync(Receive);
        await using var handler = PluginFactory.Create(new HttpLogPlugin(), $$"""{"http_endpoint":"{{server.Address}}logs?x=1"}""");

        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => _received.Count == 1);
        var (head, body) = _received.Single();
        Assert.Equal("POST /logs?x=1 application/json  ", head);
        Assert.Equal("0123456789abcdef0123456789abcdef", (string?)body["request"]!["id"]);
    }

    [Fact]
    public async Task LogAsync_Configured_SendsHeadersMethodAndArray()
    {
        await using var server = await WebServer.StartAsync(Receive);
        var endpoint = new UriBuilder(server.Address) { UserName = "us%40er", Password = "p" };
        await using var handler = PluginFactory.Create(
            new HttpLogPlugin(),
            $$$"""{"http_endpoint":"{{{endpoint}}}","method":"PUT","content_type":"application/json; charset=utf-8","headers":{"X-Token":"t"},"queue":{"max_batch_size":2}}""");

        await handler.LogAsync(new FakePluginContext());
        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => _received.Count == 1);
        var (head, body) = _received.Single();
        Assert.Equal("PUT / application/json; charset=utf-8 Basic dXNAZXI6cA== t", head);
        Assert.Equal(2, body.AsArray().Count);
    }

    [Fact]
    public async Task LogAsync_ServerRefusesAtFirst_TriesAgain()
    {
        var refusals = 2;
        await using var server = await WebServer.StartAsync(async context =>
        {
            if (Interlocked.Decrement(ref refusals) >= 0)
            {
                context.Response.StatusCode = refusals == 0 ? 302 : 500;
                return;
            }

            await Receive(context);
        });
        var log = new ListLogger();
        await using var handler = PluginFactory.Create(new HttpLogPlugin(), $$"""{"http_endpoint":"{{server.Address}}"}""", logger: log);

        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => _received.Count == 1);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("returned status code 500"));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("returned status code 302"));
    }

    [Fact]
    public async Task LogAsync_TlsWithUnknownAuthority_IsSentNevertheless()
    {
        await using var server = await WebServer.StartAsync(Receive, tls: true);
        await using var handler = PluginFactory.Create(new HttpLogPlugin(), $$"""{"http_endpoint":"{{server.Address}}"}""");

        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => _received.Count == 1);
    }

    [Fact]
    public async Task LogAsync_OlderNamesOfTheQueue_StillCount()
    {
        var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Enqueue(await reader.ReadToEndAsync());
        });
        await using var handler = PluginFactory.Create(
            new HttpLogPlugin(),
            $$"""{"http_endpoint":"{{server.Address}}","retry_count":10,"queue_size":2,"flush_timeout":60}""");

        await handler.LogAsync(new FakePluginContext());
        await handler.LogAsync(new FakePluginContext());
        await Poll.UntilAsync(() => !bodies.IsEmpty);

        Assert.Equal(2, System.Text.Json.Nodes.JsonNode.Parse(Assert.Single(bodies))!.AsArray().Count);
    }

    [Theory]
    [InlineData("{}", "http_endpoint: required field missing")]
    [InlineData("""{"http_endpoint":"ftp://x/"}""", "http_endpoint: expected an absolute http or https address")]
    [InlineData("""{"http_endpoint":"http://x/","method":"GET"}""", "method: expected one of: POST, PUT, PATCH")]
    [InlineData("""{"http_endpoint":"http://x/","headers":{"Host":"y"}}""", "headers: cannot contain 'Host' header")]
    [InlineData("""{"http_endpoint":"http://u:p@x/","headers":{"Authorization":"y"}}""", "config: specifying both an 'Authorization' header and user info in 'http_endpoint' is not allowed")]
    [InlineData("""{"http_endpoint":"http://x/","queue":{"concurrency_limit":0}}""", "queue.concurrency_limit: expected one of: -1, 1")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new HttpLogPlugin(), config));

    private async Task Receive(HttpContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body);
        var request = context.Request;
        _received.Enqueue(($"{request.Method} {request.Path}{request.QueryString} {request.ContentType} {request.Headers.Authorization} {request.Headers["X-Token"]}", body!));
    }
}
