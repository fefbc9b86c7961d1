using Microsoft.AspNetCore.Http;
using Sightglass.Plugins.Functions;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Tests.Functions;

public sealed class WaitingTests : ScriptTests
{
    [Fact]
    public async Task Sleep_ManyRequests_ShareTheInterpreters()
    {
        var time = new ManualTime();
        await using var handler = PluginFactory.Create(
            new FunctionPlugin("pre-function", 1, new LuaHost()),
            """{"access":["ngx.sleep(5) kong.ctx.shared.result = ngx.now()"]}""",
            time);
        var requests = Enumerable.Range(0, 100).Select(_ => new FakePluginContext { Clock = time }).ToList();

        var all = requests.Select(request => handler.AccessAsync(request).AsTask()).ToList();
        Assert.All(all, task => Assert.False(task.IsCompleted));
        Assert.Equal(100, time.Waiting);
        time.Advance(TimeSpan.FromSeconds(5));

        await Task.WhenAll(all);
        Assert.All(requests, request => Assert.Equal(1773500971.535, request.Items["result"]));
    }

    [Fact]
    public async Task Sleep_InsideCoroutineAndPcall_Waits() => Assert.Equal("abc", await Result("""
        local r = ""
        local co = coroutine.wrap(function()
          r = r .. "a"
          pcall(function() ngx.sleep(0) end)
          r = r .. "b"
          coroutine.yield(1)
          ngx.sleep(0)
          r = r .. "c"
        end)
        co()
        co()
        kong.ctx.shared.result = r
        """));

    [Fact]
    public async Task Sleep_ClientGone_GivesUpAndFreesTheInterpreter()
    {
        using var gone = new CancellationTokenSource();
        await using var handler = Create("access", "if kong.request.get_header('wait') then ngx.sleep(50) end kong.ctx.shared.result = 'ok'");
        var waiting = new FakePluginContext { AbortedValue = gone.Token };
        waiting.Request.Headers["wait"] = "1";
        var task = handler.AccessAsync(waiting).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        var next = new FakePluginContext();
        await handler.AccessAsync(next);
        Assert.Equal("ok", next.Items["result"]);
    }

    [Fact]
    public async Task Wait_InsideACallbackOfNativeCode_IsAnError() =>
        Assert.Contains("attempt to yield across a C-call boundary", await Failure("tostring(setmetatable({}, { __tostring = function() ngx.sleep(0) return 'x' end }))"));

    [Fact]
    public async Task Compute_ForLong_LeavesTheCallersThread()
    {
        await using var handler = Create("access", "local n = 0 for i = 1, 3000000 do n = n + 1 end kong.ctx.shared.result = n");
        var context = new FakePluginContext();

        var running = handler.AccessAsync(context).AsTask();

        // The caller has its thread back before the loop is done.
        Assert.False(running.IsCompleted);
        await running;
        Assert.Equal(3_000_000L, context.Items["result"]);
    }

    [Fact]
    public async Task Compute_Short_CompletesAtOnce()
    {
        await using var handler = Create("access", "kong.ctx.shared.result = kong.request.get_method()");

        var running = handler.AccessAsync(new FakePluginContext()).AsTask();

        Assert.True(running.IsCompletedSuccessfully);
        await running;
    }

    [Fact]
    public async Task Http_RequestUri_CallsAndIsRecordedUnderThePlugin()
    {
        string? seen = null;
        await using var server = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["X-A"]} {await reader.ReadToEndAsync()}";
            context.Response.StatusCode = 201;
            context.Response.Headers["X-Answer"] = "yes";
            await context.Response.WriteAsync("body");
        });
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(TraceRecorder.Now());
        var plugin = recorder.Start(SpanNames.Plugin("access", "pre-function"));
        var context = new FakePluginContext { TraceValue = recorder };

        var result = await Result($$"""
            local http = require("resty.http").new()
            http:set_timeout(30000)
            local response, problem = http:request_uri("{{server.Address}}x", {
              method = "POST", body = "sent", headers = { ["X-A"] = "a" }, query = { q = "1 2" },
            })
            kong.ctx.shared.result = problem or response.status .. response.body .. response.headers["x-answer"]
            """, context);

        Assert.Equal("201bodyyes", result);
        Assert.Equal("POST /x?q=1%202 a sent", seen);
        recorder.End(plugin);
        recorder.Finish(TraceRecorder.Now());
        var trace = recorder.Complete("node", context.RequestId, ClockAnchor.Now(TimeProvider.System));
        Assert.Equal(
            ["kong", "kong.access.plugin.pre-function", "kong.io.http.connect", "kong.io.http.request"],
            trace.Spans.Select(span => span.Name));
        Assert.All(trace.Spans.Skip(2), span => Assert.Equal(trace.Spans[1].SpanId, span.ParentSpanId));
    }

    [Fact]
    public async Task Http_ServerDown_GivesAMessage()
    {
        var peer = new TcpPeer((_, _) => Task.CompletedTask);
        var port = peer.Port;
        await peer.DisposeAsync();

        Assert.Equal(
            $"nil 127.0.0.1:{port}: connection refused",
            await Result($"local r, e = require('resty.http').new():request_uri('http://127.0.0.1:{port}/') kong.ctx.shared.result = tostring(r) .. ' ' .. e"));
    }

    [Fact]
    public async Task Http_SilentServer_TimesOut()
    {
        await using var peer = new TcpPeer((_, stop) => Task.Delay(Timeout.Infinite, stop));

        Assert.Equal("timeout", await Result($"""
            local http = require('resty.http').new()
            http:set_timeout(50)
            local _, e = http:request_uri('http://127.0.0.1:{peer.Port}/')
            kong.ctx.shared.result = e
            """));
    }

    [Fact]
    public async Task Socket_Steps_TalkToAPeer()
    {
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            using var reader = new StreamReader(stream, leaveOpen: true);
            var line = await reader.ReadLineAsync(stop);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"you said {line}\r\n12345rest"), stop);
        });

        Assert.Equal("you said hello|123|45rest|nil closed", await Result($"""
            local sock = ngx.socket.tcp()
            sock:settimeout(30000)
            assert(sock:connect("127.0.0.1", {peer.Port}))
            assert(sock:send({"{"} "hel", {"{"} "lo" {"}"}, "\n" {"}"}))
            local line, three, rest = sock:receive(), sock:receive(3), sock:receive("*a")
            local ok, e = sock:receive()
            sock:close()
            kong.ctx.shared.result = line .. "|" .. three .. "|" .. rest .. "|" .. tostring(ok) .. " " .. e
            """));
    }

    [Fact]
    public async Task Socket_NotClosed_IsClosedWithTheRun()
    {
        var closed = new TaskCompletionSource();
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1], stop));
            closed.SetResult();
        });

        await Result($"local sock = ngx.socket.tcp() assert(sock:connect('127.0.0.1', {peer.Port}))");

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Operations_WithoutEnd_AreEnded()
    {
        var problem = await Failure("while true do ngx.sleep(0) end");

        Assert.Contains("more than 10000 operations in one run", problem);
    }
}
