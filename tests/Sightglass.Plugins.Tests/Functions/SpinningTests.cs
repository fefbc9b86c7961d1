using System.Net;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Functions;

/// <summary>Chunks that compute without end, eat memory or wait: in no phase is the event loop theirs.</summary>
public sealed class SpinningTests : ScriptTests
{
    private const string Spin = "while true do end";
    private const string Eat = "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end";

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var phase in new[] { "certificate", "rewrite", "access", "header_filter", "body_filter", "log" })
            {
                cases.Add(phase, Spin, "the script was ended: instruction limit exceeded");
                cases.Add(phase, $"pcall(function() {Spin} end) {Spin}", "the script was ended: instruction limit exceeded");

                // Which of its bounds it meets first depends on how busy the machine is.
                cases.Add(phase, Eat, "(not enough memory|the script was ended: (memory|time) limit exceeded)");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Chunk_BeyondItsBounds_IsEndedInEveryPhase(string phase, string chunk, string problem)
    {
        await using var handler = Create(phase, chunk);

        var failed = await Assert.ThrowsAsync<LuaException>(() => EnterAsync(handler, phase, new FakePluginContext()));

        Assert.Matches(problem + "$", failed.Message);
    }

    /// <summary>Where a phase can wait, the thread that enters it has it back long before the script is through.</summary>
    [Theory]
    [InlineData("certificate")]
    [InlineData("rewrite")]
    [InlineData("access")]
    [InlineData("log")]
    public async Task Chunk_ThatSpins_GivesTheCallersThreadBack(string phase)
    {
        await using var handler = Create(phase, Spin);

        var running = EnterAsync(handler, phase, new FakePluginContext());

        Assert.False(running.IsCompleted);
        await Assert.ThrowsAsync<LuaException>(() => running);
    }

    /// <summary>One thread stands for the event loop: while scripts spin, what else is to be done on it is done.</summary>
    [Fact]
    public async Task Chunks_ThatSpin_LeaveTheLoopToOthers()
    {
        await using var spinning = Create("access", Spin);
        await using var modest = Create("access", "kong.ctx.shared.result = 'served'");
        var loop = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var onLoop = new TaskFactory(CancellationToken.None, TaskCreationOptions.None, TaskContinuationOptions.None, loop);

        var spins = await onLoop.StartNew(() => Enumerable.Range(0, 4).Select(_ => EnterAsync(spinning, "access", new FakePluginContext())).ToList());
        Assert.All(spins, spin => Assert.False(spin.IsCompleted));

        for (var i = 0; i < 20; i++)
        {
            var context = new FakePluginContext();
            await onLoop.StartNew(() => EnterAsync(modest, "access", context)).Unwrap();
            Assert.Equal("served", context.Items["result"]);
        }

        foreach (var spin in spins)
        {
            await Assert.ThrowsAsync<LuaException>(() => spin);
        }
    }

    /// <summary>Filters cannot wait, so that they may compute less: what another phase still does is too much there.</summary>
    [Theory]
    [InlineData("header_filter")]
    [InlineData("body_filter")]
    public async Task Filter_MayComputeLess_ThanOtherPhases(string phase)
    {
        const string Work = "local n = 0 for i = 1, 8000000 do n = n + 1 end";
        await using var filter = Create(phase, Work);
        await using var access = Create("access", Work);

        await EnterAsync(access, "access", new FakePluginContext());
        var failed = await Assert.ThrowsAsync<LuaException>(() => EnterAsync(filter, phase, new FakePluginContext()));

        Assert.Equal("the script was ended: instruction limit exceeded", failed.Message);
    }

    private static async Task EnterAsync(PluginHandler handler, string phase, FakePluginContext context)
    {
        var piece = new BodyPiece { IsLast = true };
        switch (phase)
        {
            case "certificate":
                await handler.CertificateAsync(new Handshake(), CancellationToken.None);
                break;
            case "rewrite":
                await handler.RewriteAsync(context);
                break;
            case "access":
                await handler.AccessAsync(context);
                break;
            case "header_filter":
                handler.HeaderFilter(context);
                break;
            case "body_filter":
                handler.BodyFilter(context, ref piece);
                break;
            default:
                await handler.LogAsync(context);
                break;
        }
    }

    private sealed class Handshake : CertificateContext
    {
        public override string? ServerName => null;

        public override IPAddress RemoteAddress => IPAddress.Loopback;
    }
}
