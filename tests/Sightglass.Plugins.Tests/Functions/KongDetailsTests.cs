using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Logging;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary>Behaviour of the kit that scripts of the field lean on without thinking.</summary>
public sealed class KongDetailsTests : ScriptTests
{
    [Theory]
    [InlineData("kong.request.get_headers()['X-Two'][2]", "two")]
    [InlineData("kong.request.get_headers().x_two[1]", "one")]
    [InlineData("ngx.req.get_headers()['User-Agent']", "curl")]
    [InlineData("kong.request.get_headers()['None']", null)]
    [InlineData("kong.request.get_query().flag", true)]
    [InlineData("kong.request.get_query_arg('flag')", true)]
    [InlineData("kong.request.get_query_arg('empty')", "")]
    [InlineData("#kong.request.get_query().a", 2L)]
    [InlineData("select(2, kong.request.get_query(1))", "truncated")]
    [InlineData("ngx.req.get_uri_args().a[2]", "x y")]
    [InlineData("kong.request.get_path_with_query()", "/p?flag&empty=&a=1&a=x+y")]
    [InlineData("ngx.var.arg_A", "1")]
    [InlineData("ngx.var.args", "flag&empty=&a=1&a=x+y")]
    [InlineData("ngx.var.request", "GET /p?flag&empty=&a=1&a=x+y HTTP/1.1")]
    [InlineData("ngx.decode_args('x&y=1&x=2').x[1]", true)]
    [InlineData("ngx.encode_args({ b = true, a = { 1, 'x y' }, c = false, ['a-b'] = 2 })", "a-b=2&a=1&a=x%20y&b")]
    [InlineData("ngx.escape_uri(\"a b/c!'()*~\")", "a%20b%2Fc!'()*~")]
    [InlineData("ngx.unescape_uri('a+b%20c%2Fd%zz')", "a b c/d%zz")]
    [InlineData("ngx.encode_base64('ab', true)", "YWI")]
    [InlineData("ngx.decode_base64('YWI')", "ab")]
    [InlineData("ngx.decode_base64('YWI=')", "ab")]
    [InlineData("ngx.decode_base64('Y W')", null)]
    [InlineData("require('ngx.base64').decode_base64url(require('ngx.base64').encode_base64url('\\xff\\xfe?')) == '\\xff\\xfe?'", true)]
    [InlineData("ngx.md5('')", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("#ngx.md5_bin('')", 16L)]
    [InlineData("ngx.crc32_long('hello')", 907060870L)]
    [InlineData("ngx.encode_base64(ngx.hmac_sha1('key', 'text'))", "Np4pWetJRQM4shJ0j3fY3tdIR7s=")]
    [InlineData("require('resty.string').to_hex(require('resty.sha256').new():final())", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("ngx.parse_http_time('Thu, 01 Jan 1970 00:00:10 GMT')", 10L)]
    [InlineData("ngx.cookie_time(0)", "Thu, 01-Jan-70 00:00:00 GMT")]
    [InlineData("ngx.quote_sql_str(\"it's\")", "'it\\'s'")]
    [InlineData("table.concat(require('ngx.re').split('a,b,,c', ','), '|')", "a|b||c")]
    [InlineData("select(2, ngx.re.match('x', '('))", "pcre_compile() failed")]
    [InlineData("ngx.HTTP_PATCH", 16384L)]
    [InlineData("kong.ip.is_trusted('203.0.113.7')", false)]
    [InlineData("kong.nginx.get_subsystem()", "http")]
    [InlineData("kong.table.merge({ a = 1 }, { b = 2 }).b", 2L)]
    [InlineData("ngx.status", 200L)]
    public async Task Expression_GivesWhatScriptsExpect(string expression, object? expected)
    {
        var context = new FakePluginContext();
        context.Request.PathValue = "/p";
        context.Request.QueryStringValue = "flag&empty=&a=1&a=x+y";
        context.Request.Headers["X-Two"] = new(["one", "two"]);
        context.Request.Headers.UserAgent = "curl";

        var result = await Result($"kong.ctx.shared.result = ({expression})", context);

        if (expected is "pcre_compile() failed")
        {
            Assert.StartsWith("pcre_compile() failed: ", (string?)result, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData(false, "http api.example.com 0 /p nil")]
    [InlineData(true, "https shop.example.com 8443 /outer/p /outer")]
    public async Task Forwarded_OnlyFromTrustedPeers_IsBelieved(bool trusted, string expected)
    {
        var context = new FakePluginContext();
        context.Request.PathValue = "/p";
        context.Request.Headers["X-Forwarded-Proto"] = "HTTPS";
        context.Request.Headers["X-Forwarded-Host"] = "user@Shop.example.com:8443";
        context.Request.Headers["X-Forwarded-Path"] = "/outer/p";
        context.Request.Headers["X-Forwarded-Prefix"] = "/outer";
        if (trusted)
        {
            context.Client.Trusted.Add(context.Client.PeerAddress);
        }

        Assert.Equal(expected, await Result("""
            local r = kong.request
            kong.ctx.shared.result = table.concat({ r.get_forwarded_scheme(), r.get_forwarded_host(), r.get_forwarded_port(), r.get_forwarded_path(), tostring(r.get_forwarded_prefix()) }, ' ')
            """, context));
    }

    [Fact]
    public async Task Service_Setters_ChooseWhereTheRequestGoes()
    {
        var context = new FakePluginContext();
        context.ServiceRequest.Upstreams.Add("orders");

        Assert.Equal("true nil could not find an Upstream named 'nobody'", await Result("""
            kong.service.set_target('10.0.0.7', 8080)
            kong.service.set_retries(2)
            kong.service.set_timeouts(100, 200, 300)
            kong.service.request.set_scheme('https')
            local ok, problem = kong.service.set_upstream('nobody')
            kong.ctx.shared.result = tostring(kong.service.set_upstream('orders')) .. ' ' .. tostring(ok) .. ' ' .. problem
            """, context));

        Assert.Equal(("10.0.0.7", 8080), context.ServiceRequest.Target);
        Assert.Equal("10.0.0.7", context.ServiceRequest.Host);
        Assert.Equal("orders", context.ServiceRequest.Upstream);
        Assert.Equal(2, context.ServiceRequest.Retries);
        Assert.Equal((100, 200, 300), context.ServiceRequest.Timeouts);
        Assert.Equal("https", context.ServiceRequest.Scheme);
    }

    [Fact]
    public async Task Variables_ThatRoute_CanBeSet()
    {
        var context = new FakePluginContext();

        await Result("ngx.var.args = 'a=1' ngx.var.upstream_uri = '/x' ngx.var.upstream_host = 'h' ngx.var.upstream_scheme = 'https'", context);

        Assert.Equal(("a=1", "/x", "h", "https"), (context.ServiceRequest.QueryString, context.ServiceRequest.Path, context.ServiceRequest.Host, context.ServiceRequest.Scheme));
        await Result("ngx.var.args = nil", context);
        Assert.Equal("", context.ServiceRequest.QueryString);
    }

    [Theory]
    [InlineData("{ b = 'x y', a = 1, list = { 1, 2 } }", "application/x-www-form-urlencoded", "a=1&b=x%20y&list=1&list=2")]
    [InlineData("{ a = 4 / 2 }", "application/json", """{"a":2}""")]
    [InlineData("{ b = true, a = 'x' }", "multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\ntrue\r\n--B--\r\n")]
    public async Task SetBody_ByType_IsEncoded(string table, string contentType, string expected)
    {
        var context = new FakePluginContext();

        Assert.Equal(true, await Result($"kong.ctx.shared.result = kong.service.request.set_body({table}, '{contentType}')", context));

        Assert.Equal(expected, context.ServiceRequest.BodyText);
        Assert.Equal(contentType, context.ServiceRequest.GetHeader("Content-Type"));
    }

    [Fact]
    public async Task GetBody_EmptyLists_StayLists()
    {
        var context = new FakePluginContext();
        context.Request.SetBody("application/json", """{"list":[],"object":{},"null":null}""");

        await Result("local body = kong.request.get_body() body.more = 1 kong.service.request.set_body(body)", context);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"list":[],"object":{},"null":null,"more":1}"""), JsonNode.Parse(context.ServiceRequest.BodyText!)));
    }

    [Theory]
    [InlineData("text/plain", "x", "nil unsupported content type 'text/plain' text/plain")]
    [InlineData("application/json", "7", "nil invalid json body application/json")]
    [InlineData("multipart/form-data", "x", "nil unable to decode multipart body multipart/form-data")]
    [InlineData("application/x-www-form-urlencoded", "a&b=1", "true nil application/x-www-form-urlencoded")]
    public async Task GetBody_AnswersWithTheType(string contentType, string body, string expected)
    {
        var context = new FakePluginContext();
        context.Request.SetBody(contentType, body);

        Assert.Equal(expected, await Result("""
            local b, e, t = kong.request.get_body()
            kong.ctx.shared.result = tostring(b and b.a) .. ' ' .. tostring(e) .. ' ' .. tostring(t)
            """, context));
    }

    [Fact]
    public async Task Context_TablesOfARun_AreTheSameTable()
    {
        await using var handler = Create(
            ("rewrite", ["kong.ctx.shared.t = { n = 1 } kong.ctx.shared.t.n = 2 local t = kong.ctx.shared.t t.list = { 'a' }"]),
            ("access", ["table.insert(kong.ctx.shared.t.list, 'b') ngx.sleep(0) kong.ctx.shared.t.n = kong.ctx.shared.t.n + 1"]),
            ("log", ["local t = kong.ctx.shared.t kong.ctx.shared.t = nil t.n = 0 kong.ctx.plugin.t = t"]));
        var context = new FakePluginContext();

        await handler.RewriteAsync(context);
        await handler.AccessAsync(context);

        var table = Assert.IsType<Dictionary<string, object?>>(context.Items["t"]);
        Assert.Equal(3L, table["n"]);
        Assert.Equal(["a", "b"], Assert.IsType<List<object?>>(table["list"]));
        await handler.LogAsync(context);
        Assert.False(context.Items.ContainsKey("t"));
    }

    [Fact]
    public async Task Context_TableOfARunThatFailsOrExits_IsKeptToo()
    {
        await using var handler = Create(
            ("rewrite", ["kong.ctx.shared.t = {} kong.ctx.shared.t.n = 1 error('x')"]),
            ("access", ["kong.ctx.shared.t.n = 2 kong.response.exit(200)"]));
        var context = new FakePluginContext();

        await Assert.ThrowsAsync<Plugins.Lua.LuaException>(() => handler.RewriteAsync(context).AsTask());
        Assert.Equal(1L, Assert.IsType<Dictionary<string, object?>>(context.Items["t"])["n"]);
        await handler.AccessAsync(context);
        Assert.Equal(2L, Assert.IsType<Dictionary<string, object?>>(context.Items["t"])["n"]);
    }

    [Fact]
    public async Task Context_OfManyRequestsInOneInterpreter_IsNotMixedUp()
    {
        var time = new ManualTime();
        await using var handler = PluginFactory.Create(
            new Plugins.Functions.FunctionPlugin("pre-function", 1, new Plugins.Lua.LuaHost()),
            """{"access":["local n = kong.request.get_header('n') kong.ctx.shared.t = { n = n } ngx.sleep(1) kong.ctx.shared.t.again = n"]}""",
            time);
        var requests = Enumerable.Range(0, 50).Select(n =>
        {
            var context = new FakePluginContext { Clock = time };
            context.Request.Headers["n"] = $"{n}";
            return context;
        }).ToList();

        var all = requests.Select(request => handler.AccessAsync(request).AsTask()).ToList();
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(all);

        for (var n = 0; n < requests.Count; n++)
        {
            var table = Assert.IsType<Dictionary<string, object?>>(requests[n].Items["t"]);
            Assert.Equal((object?)$"{n}", table["n"]);
            Assert.Equal((object?)$"{n}", table["again"]);
        }
    }

    [Fact]
    public async Task NgxCtx_KnowsRouteAndConsumer()
    {
        var context = new FakePluginContext { RouteValue = new RouteConfig { Id = Guid.NewGuid(), Name = "r", Paths = ["/a"] } };
        var (ann, credential) = context.Consumers.AddWith("ann", "basicauth_credentials", "ann");
        context.Client.Authenticate(ann, credential);

        Assert.Equal("r /a ann ann", await Result("""
            kong.ctx.shared.result = ngx.ctx.route.name .. ' ' .. ngx.ctx.route.paths[1] .. ' ' .. ngx.ctx.authenticated_consumer.username
              .. ' ' .. kong.client.get_credential().username
            """, context));
    }

    [Fact]
    public async Task HeaderFilterExit_ReplacesHeadAndBody()
    {
        await using var handler = Create(("header_filter", ["kong.response.exit(418, { message = 'short' }, { ['X-E'] = '1' })"]));
        var context = new FakePluginContext();
        context.Response.Headers["Content-Encoding"] = "gzip";
        context.Response.Headers["X-Kept"] = "1";

        handler.HeaderFilter(context);

        Assert.Equal(418, context.Response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", context.Response.Headers.ContentType);
        Assert.Equal(19, context.Response.Headers.ContentLength);
        Assert.False(context.Response.Headers.ContainsKey("Content-Encoding"));
        Assert.Equal("1", context.Response.Headers["X-Kept"]);
        Assert.Equal("1", context.Response.Headers["X-E"]);
        Assert.Equal("""{"message":"short"}""", Filter(handler, context, "the ", "upstream's ", "body"));
    }

    [Fact]
    public async Task HeaderFilterError_ReplacesWithTheGatewaysFormat()
    {
        await using var handler = Create(("header_filter", ["kong.response.error(502, 'no \"good\"')"]));
        var context = new FakePluginContext();

        handler.HeaderFilter(context);

        Assert.Equal("{\n  \"message\":\"no \\\"good\\\"\",\n  \"request_id\":\"0123456789abcdef0123456789abcdef\"\n}", Filter(handler, context, "a", "b"));
    }

    [Fact]
    public async Task SetRawBody_FromThePieceOn_IsTheBody()
    {
        await using var handler = Create(("body_filter", ["if not ngx.ctx.done then ngx.ctx.done = true kong.response.set_raw_body('new') end"]));

        Assert.Equal("new", Filter(handler, new FakePluginContext(), "a", "b", ""));
    }

    [Fact]
    public async Task ServiceResponse_Buffered_CanBeRead()
    {
        await using var handler = Create(
            ("header_filter", ["local r = kong.service.response kong.ctx.shared.result = r.get_raw_body() .. r.get_status() .. r.get_header('x_a') .. r.get_headers()['X-A'] .. r.get_body().n"]),
            ("log", ["kong.ctx.shared.again = kong.service.response.get_raw_body()"]));
        var context = new FakePluginContext();
        context.Response.UpstreamStatus = 201;
        context.Response.Headers["X-A"] = "a";
        context.Response.Headers.ContentType = "application/json";
        context.Response.BufferedBody = Encoding.UTF8.GetBytes("""{"n":5}""");

        handler.HeaderFilter(context);
        await handler.LogAsync(context);

        Assert.Equal("""{"n":5}201aa5""", context.Items["result"]);
        Assert.Equal("""{"n":5}""", context.Items["again"]);
    }

    [Fact]
    public async Task ServiceResponse_NotBuffered_SaysHowToGetIt()
    {
        await using var handler = Create(("log", ["kong.ctx.shared.result = select(2, pcall(kong.service.response.get_raw_body))"]));
        var context = new FakePluginContext();

        await handler.LogAsync(context);

        Assert.Equal("service body is only available with buffered proxying (see: kong.service.request.enable_buffering function)", context.Items["result"]);
    }

    [Fact]
    public async Task Serialize_GivesTheRecordWithAddedFields()
    {
        await using var handler = Create(("log", ["kong.log.set_serialize_value('request.a\\\\.b', 1) kong.log.set_serialize_value('x.y', { 'z' }) local r = kong.log.serialize() kong.ctx.shared.result = r.request.method .. r.request['a.b'] .. r.x.y[1] .. r.client_ip .. tostring(r.route)"]));
        var context = new FakePluginContext();

        await handler.LogAsync(context);

        Assert.Equal("GET1z203.0.113.7nil", context.Items["result"]);
        Assert.Equal(1, (int)LogRecord.ToJson(context)["request"]!["a.b"]!);
    }

    [Fact]
    public async Task Authenticate_UnknownConsumer_IsTakenAsGiven()
    {
        var context = new FakePluginContext();

        await Result("kong.client.authenticate({ id = '11111111-1111-4111-8111-111111111111', username = 'partner' }, { id = 'token-7' })", context);

        Assert.Equal("partner", context.ServiceRequest.GetHeader("X-Consumer-Username"));
        Assert.Equal("token-7", context.ServiceRequest.GetHeader("X-Credential-Identifier"));
    }

    [Fact]
    public async Task Http_ConnectAndRequest_IsTheOlderForm()
    {
        await using var server = await WebServer.StartAsync(async context =>
        {
            context.Response.Headers["X-Path"] = context.Request.Path.Value;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "body");
        });

        Assert.Equal("200 /x body", await Result($$"""
            local http = require('resty.http').new()
            assert(http:connect('127.0.0.1', {{server.Address.Port}}))
            local response = assert(http:request({ path = '/x' }))
            kong.ctx.shared.result = response.status .. ' ' .. response.headers['X-PATH'] .. ' ' .. response:read_body()
            """));
    }
}
