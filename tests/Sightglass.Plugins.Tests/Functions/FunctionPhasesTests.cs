using System.Net;
using Sightglass.Plugins.Functions;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

public sealed class FunctionPhasesTests : ScriptTests
{
    [Fact]
    public async Task Phases_Each_RunTheirChunks()
    {
        const string Note = "kong.ctx.shared.seen = (kong.ctx.shared.seen or '') .. ngx.get_phase() .. ' '";
        await using var handler = Create(("rewrite", [Note]), ("access", [Note]), ("header_filter", [Note]), ("body_filter", [Note]), ("log", [Note]));
        var context = new FakePluginContext();

        await handler.RewriteAsync(context);
        await handler.AccessAsync(context);
        handler.HeaderFilter(context);
        Filter(handler, context, "x");
        await handler.LogAsync(context);

        Assert.Equal("rewrite access header_filter body_filter log ", context.Items["seen"]);
    }

    [Fact]
    public async Task Certificate_Chunk_SeesTheHandshake()
    {
        var log = new ListLogger();
        await using var logged = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            """{"certificate":["kong.log.notice(ngx.get_phase(), ' ', ngx.var.ssl_server_name, ' ', kong.client.get_ip())","kong.log(pcall(kong.request.get_method))"]}""",
            logger: log);

        await logged.CertificateAsync(new Handshake(), CancellationToken.None);

        Assert.Equal(
            ["[pre-function] ssl_cert api.example.com 192.0.2.9", "[pre-function] falsefunction cannot be called in certificate phase (only in: rewrite, access, balancer, response, cluster_listener, header_filter, body_filter, log, error, admin_api)"],
            log.Entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task Access_SeveralChunks_RunInOrder()
    {
        await using var handler = Create("access", "kong.ctx.shared.r = 'a'", "kong.ctx.shared.r = kong.ctx.shared.r .. 'b'");
        var context = new FakePluginContext();

        await handler.AccessAsync(context);

        Assert.Equal("ab", context.Items["r"]);
    }

    [Fact]
    public async Task Access_ChunkReturnsFunction_UsesItFromThenOn()
    {
        await using var handler = Create("access", """
            local loaded = 0
            loaded = loaded + 1
            local count = 0
            return function()
              count = count + 1
              kong.ctx.shared.r = loaded .. "/" .. count
            end
            """);
        var context = new FakePluginContext();

        await handler.AccessAsync(context);
        Assert.Equal("1/1", context.Items["r"]);
        await handler.AccessAsync(context);
        Assert.Equal("1/2", context.Items["r"]);
    }

    [Fact]
    public async Task Access_Globals_StayInsideTheInstance()
    {
        await using var one = Create("access", "n = (n or 0) + 1; kong.ctx.shared.result = n");
        await using var two = Create("access", "kong.ctx.shared.result = tostring(n)");
        var context = new FakePluginContext();

        await one.AccessAsync(context);
        await one.AccessAsync(context);
        Assert.Equal(2L, context.Items["result"]);
        await two.AccessAsync(context);
        Assert.Equal("nil", context.Items["result"]);
    }

    [Fact]
    public async Task Access_ErrorInChunk_SaysWhere()
    {
        Assert.Equal("chunk:2: boom", await Failure("local x = 1\nerror('boom')"));
        Assert.Equal("chunk:1: attempt to index a nil value (global 'nothing')", await Failure("return nothing.here"));
        Assert.Equal("error object is a table value", await Failure("error({})"));
    }

    [Fact]
    public async Task Access_AfterAnError_NextRequestIsServed()
    {
        await using var handler = Create("access", "if kong.request.get_header('fail') then error('x') end kong.ctx.shared.result = 'ok'");
        var bad = new FakePluginContext();
        bad.Request.Headers["fail"] = "1";

        await Assert.ThrowsAsync<LuaException>(() => handler.AccessAsync(bad).AsTask());
        var good = new FakePluginContext();
        await handler.AccessAsync(good);

        Assert.Equal("ok", good.Items["result"]);
    }

    [Theory]
    [InlineData("""{"access":["x ="]}""", "access[0]: error parsing pre-function: [string \"x =\"]:1: unexpected symbol near '<eof>'")]
    [InlineData("{}", "at least one of these fields must be non-empty: 'config.certificate', 'config.rewrite', 'config.access', 'config.header_filter', 'config.body_filter', 'config.log'")]
    [InlineData("""{"response":["x = 1"]}""", "response: unknown field")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Contains(problem, PluginFactory.Problems(new FunctionPlugin("pre-function", 1, new LuaHost()), config));

    [Fact]
    public void Schema_ByteCode_IsRefused() => Assert.StartsWith(
        "access[0]: error parsing pre-function: attempt to load a binary chunk",
        Assert.Single(PluginFactory.Problems(new FunctionPlugin("pre-function", 1, new LuaHost()), """{"access":["\u001bLua"]}""")));

    private sealed class Handshake : CertificateContext
    {
        public override string? ServerName => "api.example.com";

        public override IPAddress RemoteAddress => IPAddress.Parse("192.0.2.9");
    }
}
