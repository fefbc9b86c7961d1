using System.Diagnostics;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Functions;

public sealed class SandboxTests : ScriptTests
{
    [Theory]
    [InlineData("io")]
    [InlineData("debug")]
    [InlineData("package")]
    [InlineData("dofile")]
    [InlineData("loadfile")]
    [InlineData("os.execute")]
    [InlineData("os.getenv")]
    [InlineData("os.exit")]
    [InlineData("os.remove")]
    [InlineData("string.dump")]
    [InlineData("host")]
    public async Task Globals_Dangerous_AreAbsent(string name) =>
        Assert.Equal("nil", await Result($"kong.ctx.shared.result = type({name})"));

    [Theory]
    [InlineData("load('\\27Lua')", "attempt to load a binary chunk")]
    [InlineData("load('return 1', 'x', 'b')", "attempt to load a text chunk")]
    [InlineData("load(string.rep(' ', 300000))", "chunk too large")]
    [InlineData("load(function() return (' '):rep(100000) end)", "chunk too large")]
    public async Task Load_AnythingButShortText_IsRefused(string expression, string problem) =>
        Assert.Contains(problem, (string)(await Result($"local f, e = {expression}; kong.ctx.shared.result = tostring(f) .. ' ' .. tostring(e)"))!);

    [Fact]
    public async Task Load_Text_SeesTheSandbox() =>
        Assert.Equal("nil GET", await Result("kong.ctx.shared.result = load('return type(io) .. \" \" .. kong.request.get_method()')()"));

    [Theory]
    [InlineData("require('os')", "require 'os' not allowed within sandbox")]
    [InlineData("setmetatable({}, {__gc = function() end})", "__gc is not available")]
    [InlineData("collectgarbage('stop')", "only collectgarbage('count') is available")]
    [InlineData("coroutine.yield(1)", "attempt to yield from outside a coroutine")]
    [InlineData("string.rep('x', 1e10)", "chunk:1: resulting string too large")]
    [InlineData("setmetatable(string, {}).format = nil; getmetatable('').__index = nil", "attempt to index a boolean value")]
    public async Task Calls_OutOfBounds_Fail(string chunk, string problem) => Assert.EndsWith(problem, await Failure(chunk));

    [Theory]
    [InlineData("while true do end")]
    [InlineData("while true do pcall(function() while true do end end) end")]
    [InlineData("while true do xpcall(function() while true do end end, function() while true do end end) end")]
    [InlineData("local f; f = function() return f() end; f()")]
    [InlineData("coroutine.wrap(function() while true do end end)()")]
    [InlineData("while true do coroutine.resume(coroutine.create(function() while true do end end)) end")]
    [InlineData("local function nest(n) while true do coroutine.resume(coroutine.create(function() if n > 0 then nest(n - 1) else while true do end end end)) end end nest(5)")]
    [InlineData("table.sort({3,2,1}, function() while true do end end)")]
    [InlineData("string.gsub('aaa', 'a', function() while true do end end)")]
    [InlineData("setmetatable({}, {__index = function() while true do end end}).x = nil; local _ = setmetatable({}, {__index = function() while true do end end}).x")]
    [InlineData("table.insert(setmetatable({}, {__len = function() return 2^53 // 1 | 0 end}), 1, 0)")]
    [InlineData("table.remove(setmetatable({}, {__len = function() return 2^53 // 1 | 0 end}), 1)")]
    [InlineData("table.move({}, 1, 2^53 // 1 | 0, 2)")]
    [InlineData("for _ = 1, math.huge do local _ = load('return 1') end")]
    public async Task Run_WithoutEnd_IsEnded(string chunk)
    {
        var problem = await Failure(chunk);

        Assert.Contains("the script was ended: instruction limit exceeded", problem);
    }

    [Theory]
    [InlineData("local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end")]
    [InlineData("local s = 'x' while true do s = s .. s end")]
    [InlineData("local t = {} for i = 1, 1e9 do t[i] = i end")]
    public async Task Memory_WithoutEnd_IsRefused(string chunk) => Assert.Equal("not enough memory", await Failure(chunk));

    [Theory]
    [InlineData("while true do pcall(string.rep, 'x', 1e9) end")]
    [InlineData("local t = {} pcall(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end) while true do pcall(string.rep, 'x', 20000000) end")]
    public async Task Memory_RefusedOverAndOver_EndsTheRun(string chunk)
    {
        var started = Stopwatch.GetTimestamp();

        Assert.Contains("the script was ended: ", await Failure(chunk));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Memory_AfterARefusal_IsFreeAgain()
    {
        await using var handler = Create("access", "if kong.request.get_header('x') then local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end end kong.ctx.shared.result = 'ok'");
        var greedy = new FakePluginContext();
        greedy.Request.Headers["x"] = "1";

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<LuaException>(() => handler.AccessAsync(greedy).AsTask());
        }

        var modest = new FakePluginContext();
        await handler.AccessAsync(modest);
        Assert.Equal("ok", modest.Items["result"]);
    }

    [Theory]
    [InlineData("string.find(('a'):rep(3000), ('.-'):rep(20) .. 'b')", "pattern matching takes too long")]
    [InlineData("string.match(('a'):rep(100000), ('(.-)'):rep(8) .. '$b')", "pattern matching takes too long")]
    [InlineData("string.gsub(('a'):rep(1000000), 'a', ('b'):rep(1000))", "resulting string too large")]
    [InlineData("string.find('x', ('('):rep(40))", "too many captures")]
    public async Task Patterns_Expensive_AreEnded(string chunk, string problem) => Assert.Contains(problem, await Failure(chunk));

    [Fact]
    public async Task Regex_Expensive_IsEnded() =>
        Assert.Equal("nilpcre_exec() failed: it takes too long", await Result("local m, e = ngx.re.match(('a'):rep(60) .. '!', [[^(a+)+$]]) kong.ctx.shared.result = tostring(m) .. e"));

    [Fact]
    public async Task Recursion_WithoutEnd_Overflows() => Assert.Matches("stack overflow|not enough memory", await Failure("local function f() return 1 + f() end f()"));

    [Fact]
    public async Task Error_FromManyRequestsAtOnce_NeverCrosses()
    {
        await using var handler = Create("access", """
            local n = tonumber(kong.request.get_header('n'))
            if n % 3 == 0 then error('no ' .. n) end
            if n % 3 == 1 then ngx.sleep(0) end
            kong.ctx.shared.result = n
            """);

        await Task.WhenAll(Enumerable.Range(0, 300).Select(n => Task.Run(async () =>
        {
            var context = new FakePluginContext();
            context.Request.Headers["n"] = $"{n}";
            if (n % 3 == 0)
            {
                var e = await Assert.ThrowsAsync<LuaException>(() => handler.AccessAsync(context).AsTask());
                Assert.EndsWith($"\"]:2: no {n}", e.Message);
            }
            else
            {
                await handler.AccessAsync(context);
                Assert.Equal((long)n, context.Items["result"]);
            }
        })));
    }
}
