using Sightglass.Plugins.Functions;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Functions;

public sealed class TimerTests : ScriptTests
{
    [Fact]
    public async Task At_RunsAfterTheScript_WithItsArguments()
    {
        var log = new ListLogger();
        var time = new ManualTime();
        await using var handler = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            """{"log":["kong.log(ngx.timer.at(5, function(premature, a, b) kong.log(tostring(premature), a, b, ' ', ngx.get_phase()) end, 'x', 1) ~= nil, ' scheduled')"]}""",
            time,
            log);

        await handler.LogAsync(new FakePluginContext { Clock = time });
        Assert.Equal(1, time.Waiting);
        Assert.Empty(log.Entries);
        time.Advance(TimeSpan.FromSeconds(5));
        await Eventually(() => !log.Entries.IsEmpty);

        Assert.Equal("[pre-function] falsex1 timer", Assert.Single(log.Entries).Message);
    }

    [Fact]
    public async Task Every_RunsAgainAndAgain_AlsoAfterAFailure()
    {
        var log = new ListLogger();
        var time = new ManualTime();
        await using var handler = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            """{"access":["assert(ngx.timer.every(5, function(_, a) local n = ngx.shared.kong:incr('n', 1, 0) kong.log(a, n) if n == 2 then error('boom') end end, 'x'))"]}""",
            time,
            log);
        await handler.AccessAsync(new FakePluginContext { Clock = time });

        for (var round = 1; round <= 3; round++)
        {
            await Eventually(() => time.Waiting == 1);
            time.Advance(TimeSpan.FromSeconds(5));
            await Eventually(() => log.Entries.Any(entry => entry.Message == $"[pre-function] x{round}"));
        }
    }

    [Fact]
    public async Task At_FromHeaderFilter_MayWaitThere()
    {
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        var log = new ListLogger();
        await using var handler = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            $$"""{"header_filter":["assert(ngx.timer.at(0, function() local r, e = require('resty.http').new():request_uri('{{server.Address}}') kong.log(r and r.status or e) end))"]}""",
            logger: log);

        handler.HeaderFilter(new FakePluginContext());
        await Eventually(() => !log.Entries.IsEmpty);

        Assert.Equal("[pre-function] 204", Assert.Single(log.Entries).Message);
    }

    [Fact]
    public async Task At_RequestFunctions_AreRefusedThere()
    {
        var log = new ListLogger();
        await using var handler = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            """{"access":["ngx.timer.at(0, function() kong.request.get_method() end)"]}""",
            logger: log);

        await handler.AccessAsync(new FakePluginContext());
        await Eventually(() => !log.Entries.IsEmpty);

        Assert.Contains("\"]:1: no phase in ngx.ctx.KONG_PHASE, (need one of rewrite,", Assert.Single(log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_TooMany_IsRefused() => Assert.Equal("1024 too many pending timers", await Result("""
        local count, problem = 0, nil
        repeat
          local ok, e = ngx.timer.at(3600, function() end)
          if ok then count = count + 1 end
          problem = e
        until not ok
        kong.ctx.shared.result = count .. ' ' .. problem
        """));

    [Theory]
    [InlineData("ngx.timer.at(-1, function() end)", "the delay must be a number of seconds between 0 and 86400")]
    [InlineData("ngx.timer.at(0, 'x')", "bad argument #2 (function expected, got string)")]
    public async Task At_Wrong_SaysWhatIsWrong(string chunk, string problem) => Assert.EndsWith(problem, await Failure(chunk));

    [Fact]
    public async Task Dispose_WithPendingTimers_DropsThem()
    {
        var time = new ManualTime();
        var log = new ListLogger();
        var handler = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            """{"access":["ngx.timer.at(5, function() kong.log('ran') end) ngx.timer.at(0, function() ngx.sleep(60) kong.log('ran') end)"]}""",
            time,
            log);
        await handler.AccessAsync(new FakePluginContext { Clock = time });

        await handler.DisposeAsync();

        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task At_Spinning_IsEnded()
    {
        var log = new ListLogger();
        await using var handler = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            """{"access":["ngx.timer.at(0, function() while true do end end)"]}""",
            logger: log);

        await handler.AccessAsync(new FakePluginContext());
        await Eventually(() => !log.Entries.IsEmpty);

        Assert.Equal("[pre-function] timer: the script was ended: instruction limit exceeded", Assert.Single(log.Entries).Message);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
