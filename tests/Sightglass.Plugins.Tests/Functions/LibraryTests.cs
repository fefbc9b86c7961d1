using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Functions;

public sealed class LibraryTests : ScriptTests
{
    [Theory]
    [InlineData("('hello world'):find('o w')", 5L)]
    [InlineData("('hello'):find('l+')", 3L)]
    [InlineData("('a.b'):find('.', 2, true)", 2L)]
    [InlineData("('abc'):find('', 4)", 4L)]
    [InlineData("('abc'):find('', 5)", null)]
    [InlineData("('key=value'):match('(%w+)=(%w+)')", "key")]
    [InlineData("select(2, ('key=value'):match('(%w+)=(%w+)'))", "value")]
    [InlineData("('x42'):match('%d+')", "42")]
    [InlineData("('  trim '):gsub('^%s+', '')", "trim ")]
    [InlineData("('abc'):gsub('%w', '%0%0')", "aabbcc")]
    [InlineData("('abc'):gsub('', '-')", "-a-b-c-")]
    [InlineData("('hello world'):gsub('o', 'O', 1)", "hellO world")]
    [InlineData("('$name is $age'):gsub('%$(%w+)', { name = 'ann', age = 7 })", "ann is 7")]
    [InlineData("('abc'):gsub('.', function(c) if c == 'b' then return 'B' end end)", "aBc")]
    [InlineData("(function() local r = '' for k, v in ('a=1,b=2'):gmatch('(%w)=(%w)') do r = r .. k .. v end return r end)()", "a1b2")]
    [InlineData("(function() local r = '' for w in ('one two'):gmatch('%a*') do r = r .. '[' .. w .. ']' end return r end)()", "[one][two]")]
    [InlineData("('ab'):rep(3, '-')", "ab-ab-ab")]
    [InlineData("('x'):rep(0)", "")]
    [InlineData("(function() local t = {5, 3, 9, 1, 1} table.sort(t) return table.concat(t, ' ') end)()", "1 1 3 5 9")]
    [InlineData("(function() local t = {'b', 'a', 'c'} table.sort(t, function(x, y) return x > y end) return table.concat(t) end)()", "cba")]
    [InlineData("(function() local t = {1, 2} table.insert(t, 3) table.insert(t, 1, 0) table.remove(t, 2) return table.concat(t) .. table.remove(t) end)()", "0233")]
    [InlineData("table.concat(table.move({1, 2, 3}, 1, 3, 2))", "1123")]
    [InlineData("tostring(xpcall(function() error('x', 0) end, function(e) return e .. '!' end))", "false")]
    [InlineData("select(2, xpcall(function() error('x', 0) end, function(e) return e .. '!' end))", "x!")]
    [InlineData("(function() local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end) return co(1) + co(10) end)()", 22L)]
    [InlineData("select(2, coroutine.resume(coroutine.create(function() error('in co', 0) end)))", "in co")]
    [InlineData("load('return ...')(5) == nil", false)]
    [InlineData("math.type(3)", "integer")]
    [InlineData("os.time() > 1700000000", true)]
    [InlineData("utf8.len('äö')", 2L)]
    [InlineData("#string.format('%5.2f', 3.14159)", 5L)]
    public async Task Standard_Function_Behaves(string expression, object? expected) =>
        Assert.Equal(expected, await Result($"kong.ctx.shared.result = ({expression})"));

    [Theory]
    [InlineData("ngx.encode_base64('hi')", "aGk=")]
    [InlineData("ngx.decode_base64('aGk=')", "hi")]
    [InlineData("ngx.decode_base64('!')", null)]
    [InlineData("ngx.escape_uri('a b/ä')", "a%20b%2F%C3%A4")]
    [InlineData("ngx.unescape_uri('a%20b+c')", "a b c")]
    [InlineData("ngx.encode_args({ a = 1, b = 'x y' })", "a=1&b=x%20y")]
    [InlineData("ngx.decode_args('a=1&b=%20').b", " ")]
    [InlineData("ngx.md5('x')", "9dd4e461268c8034f5c8564e155c67a6")]
    [InlineData("ngx.encode_base64(ngx.sha1_bin('x'))", "EfatjsUqKYSrqv18O1FlA3hcIHI=")]
    [InlineData("ngx.encode_base64(ngx.hmac_sha1('k', 'x'))", "ywATH87GAqj8hEE6KnAVTYwGoNI=")]
    [InlineData("ngx.var.remote_addr", "203.0.113.7")]
    [InlineData("ngx.var.http_x_a", "v")]
    [InlineData("ngx.var.arg_q", "1")]
    [InlineData("ngx.var.cookie_c", "d")]
    [InlineData("ngx.var.request_uri", "/?q=1")]
    [InlineData("ngx.var.nothing", null)]
    [InlineData("ngx.req.get_method()", "GET")]
    [InlineData("ngx.req.get_uri_args().q", "1")]
    [InlineData("ngx.req.get_headers()['x-a']", "v")]
    [InlineData("ngx.now()", 1773500966.535)]
    [InlineData("ngx.time()", 1773500966L)]
    [InlineData("ngx.today()", "2026-03-14")]
    [InlineData("ngx.http_time(0)", "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("ngx.HTTP_FORBIDDEN", 403L)]
    [InlineData("ngx.get_phase()", "access")]
    [InlineData("ngx.re.match('id=42;', 'id=(?<n>\\\\d+)(x)?')[1]", "42")]
    [InlineData("ngx.re.match('id=42;', 'id=(?<n>\\\\d+)').n", "42")]
    [InlineData("ngx.re.match('id=42;', 'id=(?<n>\\\\d+)(;)')[2]", ";")]
    [InlineData("ngx.re.match('aXa', '(?P<first>[a-z])X\\\\k<first>').first", "a")]
    [InlineData("ngx.re.match('(]', '[(](?<e>[]])').e", "]")]
    [InlineData("ngx.re.match('abc', 'B', 'ijo')[0]", "b")]
    [InlineData("ngx.re.match('abc', 'x')", null)]
    [InlineData("ngx.re.find('äbc', 'b')", 3L)]
    [InlineData("ngx.re.gsub('a1b22', '[0-9]+', '<$0>')", "a<1>b<22>")]
    [InlineData("ngx.re.sub('a1b22', '([a-z])([0-9])', '$2${1}$$')", "1a$b22")]
    [InlineData("ngx.re.gsub('abc', '[ac]', function(m) return m[0]:upper() end)", "AbC")]
    [InlineData("(function() local r = '' for m in ngx.re.gmatch('a1b2', '[a-z]') do r = r .. m[0] end return r end)()", "ab")]
    public async Task Ngx_Function_Behaves(string expression, object? expected)
    {
        var context = new FakePluginContext();
        context.Request.Headers["X-A"] = "v";
        context.Request.Headers.Cookie = "a=b; c=d";
        context.Request.QueryStringValue = "q=1";

        Assert.Equal(expected, await Result($"kong.ctx.shared.result = ({expression})", context));
    }

    [Theory]
    [InlineData("require('cjson').encode({ a = { 1, 2 }, b = 'x\"' })", "{\"a\":[1,2],\"b\":\"x\\\"\"}", "{\"b\":\"x\\\"\",\"a\":[1,2]}")]
    [InlineData("require('cjson').encode({})", "{}")]
    [InlineData("require('cjson').encode({ require('cjson').empty_array, require('cjson').null, 1.5, true })", "[[],null,1.5,true]")]
    [InlineData("require('cjson').decode('{\"a\":[1,{\"b\":2.5}]}').a[2].b", 2.5)]
    [InlineData("require('cjson').decode('null') == ngx.null", true)]
    [InlineData("math.type(require('cjson').decode('3'))", "integer")]
    [InlineData("select(2, require('cjson.safe').decode('{broken'))", "Expected value but found invalid token at line 1, byte 2")]
    [InlineData("select(2, require('cjson.safe').encode({ f = print }))", "Cannot serialise function: type not supported")]
    [InlineData("select(2, require('cjson.safe').encode({ [true] = 1 }))", "Cannot serialise boolean: table key must be a number or string")]
    [InlineData("require('cjson.safe').decode(('['):rep(100) .. (']'):rep(100)) == nil", true)]
    public async Task Json_Module_Behaves(string expression, params object[] expected) =>
        Assert.Contains(await Result($"kong.ctx.shared.result = ({expression})"), expected);

    [Fact]
    public async Task Binary_Text_SurvivesTheWay()
    {
        var context = new FakePluginContext();

        Assert.Equal("255 0 128", await Result("kong.ctx.shared.b = '\\255\\0\\128' local b = kong.ctx.shared.b kong.ctx.shared.result = b:byte(1) .. ' ' .. b:byte(2) .. ' ' .. b:byte(3)", context));
        Assert.Equal(new byte[] { 255, 0, 128 }, context.Items["b"]);
    }

    [Fact]
    public async Task Json_Huge_IsBoundedByMemory() =>
        Assert.Contains("not enough memory", await Failure("local s = '[' .. ('{},'):rep(2000000) .. '1]' local t = require('cjson').decode(s)"));
}
