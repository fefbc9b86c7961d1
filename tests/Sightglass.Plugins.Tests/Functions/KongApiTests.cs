using System.Net;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

public sealed class KongApiTests : ScriptTests
{
    [Theory]
    [InlineData("kong.request.get_scheme()", "https")]
    [InlineData("kong.request.get_host()", "api.example.com")]
    [InlineData("kong.request.get_port()", 8443L)]
    [InlineData("kong.request.get_http_version()", 1.1)]
    [InlineData("kong.request.get_method()", "POST")]
    [InlineData("kong.request.get_path()", "/a/b")]
    [InlineData("kong.request.get_raw_path()", "/a/b")]
    [InlineData("kong.request.get_path_with_query()", "/a/b?x=1&y=a%20b&y=c")]
    [InlineData("kong.request.get_raw_query()", "x=1&y=a%20b&y=c")]
    [InlineData("kong.request.get_query_arg('x')", "1")]
    [InlineData("kong.request.get_query_arg('y')", "a b")]
    [InlineData("kong.request.get_query_arg('none')", null)]
    [InlineData("#kong.request.get_query().y", 2L)]
    [InlineData("kong.request.get_header('X-Two')", "one")]
    [InlineData("kong.request.get_header('x_two')", "one")]
    [InlineData("kong.request.get_header('none')", null)]
    [InlineData("kong.request.get_headers()['x-two'][2]", "two")]
    [InlineData("kong.request.get_headers()['content-type']", "application/json")]
    [InlineData("kong.request.get_raw_body()", "{\"n\":[1,{\"a\":null}]}")]
    [InlineData("kong.request.get_body().n[1]", 1L)]
    [InlineData("kong.request.get_body().n[2].a == ngx.null", true)]
    [InlineData("kong.request.get_uri_captures().named.id", "7")]
    [InlineData("kong.request.get_uri_captures().unnamed[1]", "7")]
    [InlineData("kong.request.get_start_time()", 1773500966535L)]
    [InlineData("kong.client.get_ip()", "203.0.113.7")]
    [InlineData("kong.client.get_forwarded_ip()", "203.0.113.7")]
    [InlineData("kong.client.get_port()", 50000L)]
    [InlineData("kong.client.get_consumer().username", "ann")]
    [InlineData("kong.client.get_credential().type", "keyauth_credentials")]
    [InlineData("kong.client.get_credential().key", null)]
    [InlineData("kong.client.load_consumer('bob', true).custom_id", null)]
    [InlineData("kong.client.load_consumer('nobody', true)", null)]
    [InlineData("kong.router.get_route().name", "r")]
    [InlineData("kong.router.get_service().port", 80L)]
    [InlineData("kong.node.get_hostname()", "node-1")]
    [InlineData("kong.node.get_id()", "0f3c8f4e-64d3-4c1f-9a3a-1f4be8a2d9c1")]
    [InlineData("#kong.plugin.get_id()", 36L)]
    [InlineData("kong.version", "3.10.0")]
    public async Task Read_Function_GivesTheRequest(string expression, object? expected)
    {
        var context = new FakePluginContext
        {
            RouteValue = new RouteConfig { Id = Guid.NewGuid(), Name = "r" },
            ServiceValue = new ServiceConfig { Id = Guid.NewGuid(), Host = "h" },
            ConnectionValue = new ConnectionInfo(IPAddress.Loopback, 8443, 1, 1),
            TimingsValue = new RequestTimings(1773500966535, 0, 0, 0, 0),
        };
        var (ann, credential) = context.Consumers.AddWith("ann", "keyauth_credentials", "hush");
        context.Consumers.Add("bob");
        context.Client.Authenticate(ann, credential);
        context.Request.SchemeValue = "https";
        context.Request.MethodValue = "POST";
        context.Request.PathValue = "/a/b";
        context.Request.QueryStringValue = "x=1&y=a%20b&y=c";
        context.Request.Headers["X-Two"] = new(["one", "two"]);
        context.Request.SetBody("application/json", """{"n":[1,{"a":null}]}""");
        context.Request.Captures["id"] = "7";
        context.Request.Captures["1"] = "7";

        Assert.Equal(expected, await Result($"kong.ctx.shared.result = {expression}", context));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=%20&a=2", "1,2  ")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--b\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n \r\n--b--\r\n", "1,2  ")]
    [InlineData("text/plain", "x", "unsupported content type 'text/plain'")]
    [InlineData("application/json", "[1", "invalid json body")]
    public async Task GetBody_OtherFormats_AreParsed(string contentType, string body, string expected)
    {
        var context = new FakePluginContext();
        context.Request.SetBody(contentType, body);

        Assert.Equal(expected, await Result("local b, e = kong.request.get_body() kong.ctx.shared.result = b and table.concat(b.a, ',') .. ' ' .. b.b or e", context));
    }

    [Fact]
    public async Task ServiceRequest_Setters_ChangeTheUpstreamRequest()
    {
        var context = new FakePluginContext();
        context.Request.Headers["X-Old"] = "1";
        context.Request.SetBody("application/json", "{}");

        await Result("""
            local r = kong.service.request
            r.set_method("PUT")
            r.set_path("/up")
            r.set_query({ a = "x y", b = { 1, 2 }, c = true })
            r.set_header("X-New", 42)
            r.add_header("X-New", "more")
            r.set_headers({ ["X-List"] = { "a", "b" } })
            r.clear_header("X-Old")
            r.set_header("Host", "inner")
            r.set_body({ list = { 1, "two" }, empty = {} })
            r.enable_buffering()
            """, context);

        var request = context.ServiceRequest;
        Assert.Equal("PUT", request.Method);
        Assert.Equal("/up", request.Path);
        Assert.Equal("a=x%20y&b=1&b=2&c", request.QueryString);
        Assert.Equal(["42", "more"], request.GetHeader("X-New").Select(value => value!));
        Assert.Equal(["a", "b"], request.GetHeader("X-List").Select(value => value!));
        Assert.Equal(0, request.GetHeader("X-Old").Count);
        Assert.Equal("inner", request.Host);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"list":[1,"two"],"empty":{}}"""), JsonNode.Parse(request.BodyText!)));
        Assert.True(request.BufferingEnabled);
    }

    [Theory]
    [InlineData("kong.service.request.set_header('X A', '1')", "chunk:1: invalid header name 'X A'")]
    [InlineData("kong.service.request.set_header('X-A', 'a\\nb')", "chunk:1: invalid header value: it holds a control character")]
    [InlineData("kong.service.request.set_header('X-A', function() end)", "chunk:1: invalid header value for \"X-A\": got function, expected array of string, string, number or boolean")]
    [InlineData("kong.service.request.set_header(1, '1')", "chunk:1: invalid header name \"1\": got number, expected string")]
    [InlineData("kong.service.request.set_header('X-A', { 1 })", "chunk:1: invalid header value in array \"X-A\": got number, expected string")]
    [InlineData("kong.service.request.set_path(1)", "chunk:1: path must be a string")]
    [InlineData("kong.service.request.set_method('put')", "chunk:1: invalid method: put")]
    [InlineData("kong.service.request.set_scheme('ftp')", "chunk:1: invalid scheme: ftp")]
    [InlineData("kong.service.request.set_query('a=1')", "chunk:1: args must be a table")]
    [InlineData("kong.service.request.set_query({ 1 })", "chunk:1: arg keys must be strings")]
    [InlineData("kong.service.request.set_raw_body({})", "chunk:1: body must be a string")]
    [InlineData("kong.service.request.set_body({}, 'text/plain')", "chunk:1: unsupported content type text/plain")]
    [InlineData("kong.service.request.set_body({ a = {} }, 'multipart/form-data')", "chunk:1: invalid value \"a\": got table, expected string, number or boolean")]
    [InlineData("kong.service.set_target(1, 80)", "chunk:1: host must be a string")]
    [InlineData("kong.service.set_target('h', 1.5)", "chunk:1: port must be an integer")]
    [InlineData("kong.service.set_target('h', 70000)", "chunk:1: port must be an integer between 0 and 65535: given 70000")]
    [InlineData("kong.service.set_retries(-1)", "chunk:1: retries must be an integer between 0 and 32767: given -1")]
    [InlineData("kong.service.set_timeouts(1, 0, 1)", "chunk:1: write_timeout must be an integer between 1 and 2147483646: given 0")]
    [InlineData("kong.request.get_query(0)", "chunk:1: max_args must be >= 1")]
    [InlineData("kong.request.get_headers(1001)", "chunk:1: max_headers must be <= 1000")]
    [InlineData("kong.request.get_headers('x')", "chunk:1: max_headers must be a number")]
    [InlineData("kong.request.get_query_arg(1)", "chunk:1: query argument name must be a string")]
    [InlineData("kong.response.exit('200')", "chunk:1: code must be a number")]
    [InlineData("kong.response.exit(200, 1)", "chunk:1: body must be a nil, string or table")]
    [InlineData("kong.response.exit(200, '', 'x')", "chunk:1: headers must be a nil or table")]
    [InlineData("kong.response.error(302)", "chunk:1: code must be a number between 400 and 599")]
    [InlineData("kong.response.set_status('x')", "chunk:1: code must be a number")]
    [InlineData("kong.log.serialize()", "chunk:1: function cannot be called in access phase (only in: log)")]
    [InlineData("kong.log.set_serialize_value(1)", "chunk:1: key must be a string")]
    [InlineData("kong.log.set_serialize_value('a', 1, { mode = 'x' })", "chunk:1: mode must be 'set', 'add' or 'replace'")]
    [InlineData("kong.client.load_consumer('bob')", "chunk:1: cannot load a consumer with an id that is not a uuid")]
    [InlineData("kong.client.load_consumer(1)", "chunk:1: consumer_id must be a string")]
    [InlineData("kong.client.authenticate()", "chunk:1: either credential or consumer must be provided")]
    [InlineData("kong.client.authenticate(1)", "chunk:1: consumer must be a table or nil")]
    [InlineData("kong.service.response.get_raw_body()", "chunk:1: function cannot be called in access phase (only in: response, header_filter, body_filter, log)")]
    [InlineData("require('os')", "chunk:1: require 'os' not allowed within sandbox")]
    [InlineData("ngx.var.uri = '/x'", "chunk:1: variable \"uri\" not changeable")]
    [InlineData("kong.service.request.set_path('x')", "chunk:1: path must start with /")]
    [InlineData("kong.request.get_header()", "chunk:1: header name must be a string")]
    [InlineData("kong.request.get_header({})", "chunk:1: header name must be a string")]
    [InlineData("kong.response.get_status()", "chunk:1: function cannot be called in access phase (only in: response, header_filter, body_filter, log, error, admin_api)")]
    [InlineData("kong.response.exit(42)", "chunk:1: code must be a number between 100 and 599")]
    [InlineData("kong.ctx.shared.f = print", "chunk:1: functions and coroutines cannot be kept or passed on")]
    [InlineData("local t = {} t.t = t kong.ctx.shared.t = t", "chunk:1: a table is nested too deeply, or holds itself")]
    [InlineData("kong.client.authenticate({ id = 'nobody' })", "chunk:1: the consumer's id must be a UUID")]
    [InlineData("ngx.sleep('x')", "chunk:1: sleep: expected a number")]
    [InlineData("ngx.sleep(1e9)", "chunk:1: sleep: expected a number of seconds between 0 and 60")]
    public async Task Call_Wrong_SaysWhatIsWrong(string chunk, string problem) => Assert.Equal(problem, await Failure(chunk));

    [Theory]
    [InlineData("kong.response.exit(418, { message = 'a \"b\"' }, { ['X-E'] = '1' })", 418, """{"message":"a \"b\""}""", "application/json; charset=utf-8")]
    [InlineData("kong.response.exit(200, 'plain', { ['content-type'] = 'text/x', ['X-E'] = '1' })", 200, "plain", "text/x")]
    [InlineData("kong.response.set_header('X-E', '1') kong.response.exit(204)", 204, "", null)]
    [InlineData("kong.response.set_header('X-E', '1') ngx.say('a', 1) ngx.print('b') ngx.exit(201)", 200, "a1\nb", null)]
    [InlineData("kong.response.set_header('X-E', '1') ngx.status = 410 ngx.say('gone') ngx.status = 500 ngx.exit(ngx.HTTP_OK)", 410, "gone\n", null)]
    public async Task Exit_EndsTheRun(string chunk, int status, string body, string? contentType)
    {
        var context = new FakePluginContext();

        Assert.Null(await Result($"pcall(function() {chunk} end) kong.ctx.shared.result = 'went on'", context));

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(body, context.ExitText);
        Assert.Equal(contentType, context.ExitContentType);
        Assert.Equal("1", context.Response.Headers["X-E"]);
    }

    [Fact]
    public async Task Print_WithoutAnExit_IsTheResponse()
    {
        await using var handler = Create("access", "ngx.print('a')", "ngx.print('b') kong.ctx.shared.result = 'second'");
        var context = new FakePluginContext();

        await handler.AccessAsync(context);

        Assert.Equal((200, "ab"), (context.ExitStatus, context.ExitText));
        Assert.NotEmpty(context.Items);
    }

    [Fact]
    public async Task Exit_StopsLaterChunks()
    {
        await using var handler = Create("access", "kong.response.exit(200)", "kong.ctx.shared.result = 'second'");
        var context = new FakePluginContext();

        await handler.AccessAsync(context);

        Assert.Empty(context.Items);
    }

    [Theory]
    [InlineData("kong.response.error(403, 'no')", 403, "no")]
    [InlineData("ngx.exit(401)", 401, "Unauthorized")]
    [InlineData("ngx.exit(ngx.ERROR)", 500, "An unexpected error occurred")]
    [InlineData("kong.response.error(418)", 418, "I'm a teapot")]
    [InlineData("kong.response.error(499)", 499, "The upstream server responded with 499")]
    [InlineData("ngx.status = 400 ngx.exit(ngx.status)", 400, "Bad request")]
    public async Task Error_UsesTheGatewaysFormat(string chunk, int status, string message)
    {
        var context = new FakePluginContext();

        await Result(chunk, context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(message, context.ErrorMessage);
    }

    [Fact]
    public async Task Exit_InsideACallbackOfNativeCode_StillEnds()
    {
        var context = new FakePluginContext();

        await using var handler = Create("access", "local t = setmetatable({}, { __tostring = function() kong.response.exit(200, 'x') end }) tostring(t)");
        try
        {
            await handler.AccessAsync(context);
        }
        catch (LuaException e)
        {
            Assert.Equal("the response has been sent", e.Message);
        }

        Assert.Equal(200, context.ExitStatus);
    }

    [Fact]
    public void HeaderFilter_Response_CanBeChanged()
    {
        var context = new FakePluginContext();
        context.Response.StatusCode = 502;
        context.Response.UpstreamStatus = 502;
        context.Response.Headers["X-Old"] = "1";
        using var scope = new Disposing(Create("header_filter", """
            if kong.response.get_status() == 502 and kong.service.response.get_status() == 502 and kong.response.get_source() == 'service' then
              kong.response.set_status(503)
            end
            kong.response.set_header("X-New", kong.response.get_header("x-old"))
            kong.response.add_header("X-New", "2")
            kong.response.clear_header("X-Old")
            ngx.header.content_type = "text/x"
            """));

        scope.Handler.HeaderFilter(context);

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal(["1", "2"], context.Response.Headers["X-New"].Select(value => value!));
        Assert.False(context.Response.Headers.ContainsKey("X-Old"));
        Assert.Equal("text/x", context.Response.Headers.ContentType);
    }

    [Fact]
    public void HeaderFilter_Waiting_IsRefused()
    {
        using var scope = new Disposing(Create("header_filter", "ngx.sleep(0)"));

        var e = Assert.Throws<LuaException>(() => scope.Handler.HeaderFilter(new FakePluginContext()));

        Assert.Equal("[string \"ngx.sleep(0)\"]:1: API disabled in the context of header_filter_by_lua*", e.Message);
    }

    [Fact]
    public void HeaderFilter_Printing_IsRefused()
    {
        using var scope = new Disposing(Create("header_filter", "ngx.say(1)"));

        var e = Assert.Throws<LuaException>(() => scope.Handler.HeaderFilter(new FakePluginContext()));

        Assert.Equal("[string \"ngx.say(1)\"]:1: API disabled in the context of header_filter_by_lua*", e.Message);
    }

    [Theory]
    [InlineData("ngx.arg[1] = ngx.arg[1]:upper() .. (ngx.arg[2] and '!' or '')", "AABB!")]
    [InlineData("ngx.arg[1] = nil", "")]
    [InlineData("ngx.arg[1] = 'x' ngx.arg[2] = true", "x")]
    [InlineData("ngx.arg[2] = true ngx.arg[1] = ngx.arg[2] and 'end'", "end")]
    [InlineData("ngx.arg[2] = false", "aabb")]
    [InlineData("local body = kong.response.get_raw_body() if body then kong.response.set_raw_body('<' .. body .. '>') end", "<aabb>")]
    [InlineData("kong.response.get_raw_body()", "aabb")]
    public void BodyFilter_Pieces_CanBeChanged(string chunk, string expected)
    {
        using var scope = new Disposing(Create("body_filter", chunk));

        Assert.Equal(expected, Filter(scope.Handler, new FakePluginContext(), "aa", "bb"));
    }

    [Fact]
    public async Task Log_Record_CanBeReadAndExtended()
    {
        await using var handler = Create("log", """
            local record = kong.log.serialize()
            kong.log.set_serialize_value("seen.method", record.request.method)
            kong.log.set_serialize_value("request.uri", "other", { mode = "add" })
            kong.log.warn("status ", record.response.status, " ", nil, true)
            """);
        var context = new FakePluginContext();

        await handler.LogAsync(context);

        var record = Logging.LogRecord(context);
        Assert.Equal("GET", (string?)record["seen"]!["method"]);
        Assert.Equal("/", (string?)record["request"]!["uri"]);
        Assert.Contains((Microsoft.Extensions.Logging.LogLevel.Warning, "[pre-function] status 200 niltrue"), context.Logger.Entries);
    }

    [Fact]
    public async Task Context_Values_GoBetweenPhasesAndPlugins()
    {
        await using var handler = Create(
            ("access", ["kong.ctx.plugin.own = { list = { 1, 2.5, 'x' }, flag = false } kong.ctx.shared.open = 'to all' ngx.ctx.old = 1"]),
            ("log", ["local own = kong.ctx.plugin.own kong.ctx.shared.result = own.list[1] .. own.list[2] .. own.list[3] .. tostring(own.flag) .. kong.ctx.shared.open .. ngx.ctx.old"]));
        await using var other = Create("log", "kong.ctx.shared.other = tostring(kong.ctx.plugin.own) .. kong.ctx.shared.open .. kong.ctx.shared.from_host");
        var context = new FakePluginContext();
        context.Items["from_host"] = 7;

        await handler.AccessAsync(context);
        await handler.LogAsync(context);
        await other.LogAsync(context);

        Assert.Equal("12.5xfalseto all1", context.Items["result"]);
        Assert.Equal("nilto all7", context.Items["other"]);
    }

    [Fact]
    public async Task Authenticate_SetsConsumerAndCredential()
    {
        var context = new FakePluginContext();
        context.Consumers.Add("ann");

        await Result("kong.client.authenticate(kong.client.load_consumer('ann', true), { id = '11111111-1111-4111-8111-111111111111', key = 'mine' })", context);

        Assert.Equal("ann", context.Client.Consumer?.Username);
        Assert.Equal("mine", context.ServiceRequest.GetHeader("X-Credential-Identifier"));
    }

    /// <summary>Handlers have nothing asynchronous to release, so tests that are not asynchronous may do it so.</summary>
    private sealed class Disposing(PluginHandler handler) : IDisposable
    {
        public PluginHandler Handler => handler;

        public void Dispose() => handler.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static class Logging
    {
        public static JsonObject LogRecord(FakePluginContext context) => Plugins.Logging.LogRecord.ToJson(context);
    }
}
