using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary><c>ngx.thread</c>: several things of one run that wait at once.</summary>
public sealed class ThreadTests : ScriptTests
{
    [Theory]
    [InlineData("local t = ngx.thread.spawn(function(a, b) return a + b end, 1, 2) local ok, sum = ngx.thread.wait(t) R = tostring(ok) .. sum", "true3")]
    [InlineData("local t = ngx.thread.spawn(function() ngx.sleep(0.001) return 'x', nil, 'z' end) R = table.concat({ select('#', ngx.thread.wait(t)), select(4, ngx.thread.wait(t) or 1, 2, 3, 'again') }, ' ')", "4 again")]
    [InlineData("local t = ngx.thread.spawn(function() error('boom', 0) end) local ok, e = ngx.thread.wait(t) R = tostring(ok) .. ' ' .. e", "false boom")]
    [InlineData("local t = ngx.thread.spawn(function() ngx.sleep('x') end) local ok, e = ngx.thread.wait(t) R = tostring(ok) .. ' ' .. e:match('sleep: .*')", "false sleep: expected a number")]
    [InlineData("local t = ngx.thread.spawn(function() end) ngx.thread.wait(t) R = select(2, ngx.thread.wait(t))", "already waited or killed")]
    [InlineData("local t = ngx.thread.spawn(function() ngx.sleep(60) end) R = ngx.thread.kill(t) .. select(2, ngx.thread.wait(t))", "1already waited or killed")]
    [InlineData("local t = ngx.thread.spawn(function() end) R = select(2, ngx.thread.kill(t))", "already terminated")]
    [InlineData("R = select(2, pcall(ngx.thread.wait, coroutine.create(print))):match('bad argument.*')", "bad argument (user thread expected)")]
    [InlineData("R = select(2, pcall(ngx.thread.spawn, 1)):match('bad argument.*')", "bad argument #1 to 'spawn' (function expected, got number)")]
    [InlineData("R = type(ngx.thread.spawn(function() end))", "thread")]
    [InlineData("local log = '' local function f(n) for i = 1, 3 do log = log .. n .. i coroutine.yield() end end local a, b = ngx.thread.spawn(f, 'a'), ngx.thread.spawn(f, 'b') ngx.thread.wait(a) ngx.thread.wait(b) R = log", "a1b1a2b2a3b3")]
    public async Task Thread_Ends_AsInTheField(string script, string expected) =>
        Assert.Equal(expected, await Result(script.Replace("R = ", "kong.ctx.shared.result = ", StringComparison.Ordinal)));

    [Fact]
    public async Task Threads_ThatSleep_SleepAtOnce()
    {
        var context = new FakePluginContext();

        await Result(
            """
            local order = ""
            local function f(name, seconds)
              ngx.sleep(seconds)
              order = order .. name
              return name
            end
            local slow, fast = ngx.thread.spawn(f, "slow", 0.2), ngx.thread.spawn(f, "fast", 0.001)
            local ok, first = ngx.thread.wait(slow, fast)
            kong.ctx.shared.first = first
            ngx.thread.wait(slow)
            kong.ctx.shared.result = order
            """,
            context);

        Assert.Equal("fast", context.Items["first"]);
        Assert.Equal("fastslow", context.Items["result"]);
    }

    [Fact]
    public async Task Run_LastsUntilItsThreadsHaveEnded() =>
        Assert.Equal("done", await Result("ngx.thread.spawn(function() ngx.sleep(0.02) kong.ctx.shared.result = 'done' end)"));

    [Fact]
    public async Task Run_ThatWaitsItself_LetsThreadsGoOn() =>
        Assert.Equal(
            "thread main",
            await Result(
                """
                local order = {}
                ngx.thread.spawn(function() ngx.sleep(0.001) order[#order + 1] = "thread" end)
                ngx.sleep(0.2)
                order[#order + 1] = "main"
                kong.ctx.shared.result = table.concat(order, " ")
                """));

    [Fact]
    public async Task Thread_WaitsForAnother_AndCoroutinesWithinWork() =>
        Assert.Equal(
            "inner outer",
            await Result(
                """
                local inner = ngx.thread.spawn(function()
                  local nested = coroutine.wrap(function() ngx.sleep(0.01) coroutine.yield("inner") end)
                  return nested()
                end)
                local outer = ngx.thread.spawn(function()
                  local _, text = ngx.thread.wait(inner)
                  return text .. " outer"
                end)
                kong.ctx.shared.result = select(2, ngx.thread.wait(outer))
                """));

    [Fact]
    public async Task Thread_ThatExits_EndsTheRun()
    {
        var context = new FakePluginContext();
        await using var handler = Create(
            "access", "ngx.thread.spawn(function() ngx.sleep(0.001) kong.response.exit(418, 'tea') end) ngx.sleep(30) kong.ctx.shared.result = 'went on'");

        await handler.AccessAsync(context);

        Assert.Equal(418, context.Response.StatusCode);
        Assert.False(context.Items.ContainsKey("result"));
    }

    [Fact]
    public async Task Threads_ThatWaitForEachOther_AreADeadlock() =>
        Assert.Equal(
            "deadlock: the threads wait for each other",
            await Result(
                """
                local a, b
                a = ngx.thread.spawn(function() coroutine.yield() ngx.thread.wait(b) end)
                b = ngx.thread.spawn(function() coroutine.yield() ngx.thread.wait(a) end)
                kong.ctx.shared.result = select(2, ngx.thread.wait(a))
                """));

    [Fact]
    public async Task Spawn_WithoutEnd_IsBounded() =>
        Assert.Contains("more than 64 threads", await Failure("for _ = 1, 65 do ngx.thread.spawn(ngx.sleep, 60) end"), StringComparison.Ordinal);

    [Theory]
    [InlineData("ngx.thread.spawn(function() while true do end end)")]
    [InlineData("ngx.thread.spawn(function() ngx.sleep(0.001) while true do end end) ngx.sleep(1)")]
    [InlineData("ngx.thread.spawn(function() while true do pcall(coroutine.yield) end end)")]
    public async Task Thread_ThatComputesWithoutEnd_IsEnded(string script) =>
        Assert.Contains("the script was ended", await Failure(script), StringComparison.Ordinal);

    [Fact]
    public async Task Spawn_WhereNothingMayWait_IsRefused()
    {
        await using var handler = Create("header_filter", "ngx.thread.spawn(function() end)");

        var e = Assert.Throws<Plugins.Lua.LuaException>(() => handler.HeaderFilter(new FakePluginContext()));

        Assert.Contains("API disabled in the context of header_filter_by_lua*", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_SideBySideInOneInterpreter_KeepTheirThreadsApart()
    {
        await using var handler = Create(
            "access",
            """
            local name = kong.request.get_header("x-name")
            local t = ngx.thread.spawn(function() ngx.sleep(0.005) return name end)
            ngx.sleep(0.001)
            kong.ctx.shared.result = select(2, ngx.thread.wait(t))
            """);

        var contexts = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var context = new FakePluginContext();
            context.Request.Headers["X-Name"] = $"n{i}";
            await handler.AccessAsync(context);
            return context.Items["result"];
        }));

        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"n{i}"), contexts);
    }
}
