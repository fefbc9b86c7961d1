using System.Diagnostics;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>A plugin takes its time in one phase.</summary>
public sealed class PluginTests
{
    private const int Delay = 900;
    private const string ReadBody = "kong.read_body_from_upstream";

    [Fact]
    public Task Rewrite_Sleeps_IsInItsSpan() => Scenario.RunAsync(async injection =>
    {
        var trace = await Setup.MeasureAsync(injection, new ProbePlugin { Rewrite = _ => injection.DelayAsync(Delay) });

        Shows.Delay(trace, injection, Party.Internal, "kong.rewrite.plugin.probe");
    });

    [Fact]
    public Task Access_Sleeps_IsInItsSpan() => Scenario.RunAsync(async injection =>
    {
        var trace = await Setup.MeasureAsync(injection, new ProbePlugin { Access = _ => injection.DelayAsync(Delay) });

        Shows.Delay(trace, injection, Party.Internal, "kong.access.plugin.probe");
    });

    [Fact]
    public Task Response_Sleeps_IsInItsSpan() => Scenario.RunAsync(async injection =>
    {
        var trace = await Setup.MeasureAsync(injection, new ProbePlugin { Response = _ => injection.DelayAsync(Delay) });

        Shows.Delay(trace, injection, Party.Internal, "kong.response.plugin.probe");
    });

    [Fact]
    public Task HeaderFilter_Blocks_IsInItsSpan() => Scenario.RunAsync(async injection =>
    {
        var trace = await Setup.MeasureAsync(injection, new ProbePlugin { HeaderFilter = _ => injection.Block(Delay) });

        // Reading the body begins with the head's end and goes on until its last byte is taken, which is after this phase.
        Shows.Delay(trace, injection, Party.Internal, "kong.header_filter.plugin.probe", ReadBody);
    });

    [Fact]
    public Task BodyFilter_BlocksOnTheLastPiece_IsInItsSpanOnly() => Scenario.RunAsync(async injection =>
    {
        var plugin = new ProbePlugin
        {
            BodyFilter = piece =>
            {
                if (piece.IsLast)
                {
                    injection.Block(Delay);
                }
            },
        };

        var trace = await Setup.MeasureAsync(injection, plugin);

        Shows.Delay(trace, injection, Party.Internal, "kong.body_filter.plugin.probe");
        Assert.True(Shows.Single(trace, "kong.body_filter.plugin.probe").TryGet("proxy.kong.plugin.execution_time", out var spent));
        Shows.Duration(trace, spent.AsInt, injection.Elapsed, "execution_time");
    });

    [Fact]
    public Task BodyFilter_WhileTheUpstreamStalls_ExecutionTimeIsThePluginsOwn() => Scenario.RunAsync(async injection =>
    {
        var own = new Injection();
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            await wire.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            await injection.DelayAsync(900);
            await wire.SendAsync("world");
        });
        own.Arm();
        var plugin = new ProbePlugin { BodyFilter = _ => own.Block(60) };

        var trace = await Setup.MeasureAsync(injection, upstream, plugin);

        Shows.Invariants(trace);
        var span = Shows.Single(trace, "kong.body_filter.plugin.probe");
        Assert.True(span.TryGet("proxy.kong.plugin.execution_time", out var spent));
        Shows.That(trace, span.Duration > injection.Elapsed.TotalNanoseconds * 0.8, "the plugin's span ends before the stall");
        Shows.That(trace, spent.AsInt < span.Duration / 2, $"execution_time is {spent.AsInt / 1e6:F1} ms");

        // The pieces came 900 ms apart; while the plugin worked on the first the stall went on.
        Shows.That(trace, trace.Latency.Upstream < injection.Elapsed.TotalNanoseconds * 1.03, "the upstream is charged with more than the stall");
    });

    [Fact]
    public Task Log_Sleeps_IsInItsSpanAndNoPartOfTheTotal() => Scenario.RunAsync(async injection =>
    {
        var trace = await Setup.MeasureAsync(injection, new ProbePlugin { Log = _ => injection.DelayAsync(Delay) });

        Shows.Delay(trace, injection, Party.None, "kong.log.plugin.probe", "kong.phase.log");
    });

    [Fact]
    public Task Access_SleepsThenExits_ShowsTheStatusAndNoUpstream() => Scenario.RunAsync(async injection =>
    {
        var plugin = new ProbePlugin
        {
            Access = async context =>
            {
                await injection.DelayAsync(Delay);
                context.ExitWithError(403, "not today");
            },
        };

        var trace = await Setup.MeasureAsync(injection, plugin);

        Shows.Delay(trace, injection, Party.Internal, "kong.access.plugin.probe");
        var span = Shows.Single(trace, "kong.access.plugin.probe");
        Shows.Attribute(span, "proxy.kong.plugin.http.response.status_code", "403");
        Shows.Attribute(span, "proxy.kong.plugin.http.response.status_message", "not today");
        Shows.Attribute(trace.Root, "http.response.status_code", "403");
        foreach (var name in (string[])["kong.upstream", "kong.send_request", "kong.read_headers_from", ReadBody])
        {
            Shows.None(trace, name);
        }

        Assert.Equal(0, trace.Latency.Upstream);
    });

    [Fact]
    public Task TwoPlugins_EachSleeps_EachHasItsOwn() => Scenario.RunAsync(async injection =>
    {
        var second = new Injection();
        second.Arm();
        var plugins = new ProbePlugin { Access = _ => injection.DelayAsync(450), Rewrite = _ => second.DelayAsync(220) };

        var trace = await Setup.MeasureAsync(injection, plugins);

        Shows.Invariants(trace);
        Shows.Duration(trace, Shows.Single(trace, "kong.access.plugin.probe").Duration, injection.Elapsed, "access");

        // The other one slept in the request that warmed up as well.
        Assert.InRange(Shows.Single(trace, "kong.rewrite.plugin.probe").Duration / 1e6, 210, second.Elapsed.TotalMilliseconds);
        Shows.Duration(
            trace,
            trace.Latency.Internal,
            injection.Elapsed + Stopwatch.GetElapsedTime(0, Shows.Single(trace, "kong.rewrite.plugin.probe").Duration),
            "internal");
    });
}
