using Sightglass.Cluster.Messages;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Debugging;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>
/// A rule that is decided stage by stage takes the requests that it would take if it were asked once, at the end, of the finished trace:
/// random rules, requests of every outcome.
/// </summary>
public sealed class SamplingTests
{
    private const int Rules = 63;

    [Theory]
    [InlineData(Transport.Plain)]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public async Task Rules_DecidedInStages_TakeWhatTheFinishedTraceSays(Transport transport)
    {
        var seed = Random.Shared.Next();
        var rule = new RandomRule(new Random(seed));
        var specs = Enumerable.Range(0, Rules)
            .Select(_ => new SessionSpec { Id = Guid.NewGuid(), EndsInMs = 600_000, TraceShare = 100_000, Expression = rule.Next() })
            .ToArray();
        var rules = specs.ToDictionary(spec => spec, Parse);
        using var arrived = new SemaphoreSlim(0);
        await using var upstream = Upstream.Raw(wire => ServeAsync(wire, arrived));
        var plugin = new ProbePlugin
        {
            Access = static context =>
            {
                if (context.Request.Path.StartsWith("/exit", StringComparison.Ordinal))
                {
                    context.ExitWithError(403, "no");
                }

                return Task.CompletedTask;
            },
            HeaderFilter = static context =>
            {
                if (context.Request.Path.StartsWith("/throw", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException("the filter failed");
                }
            },
        };
        await using var gateway = await TruthGateway.StartAsync(
            Configuration(upstream, plugin), [plugin], transport: transport, others: specs);
        string[] paths = ["/ok", "/fail", "/none", "/exit", "/throw", "/refused", "/ok/chunked", "/ok", "/fail", "/throw"];
        for (var i = 0; i < paths.Length * 2; i++)
        {
            using var caller = await Caller.ConnectAsync(transport, gateway.Address);
            await caller.SendAsync(paths[i % paths.Length], i % 3 == 0 ? write => write("0123456789"u8.ToArray()) : null);
            await CheckAsync(gateway, rules, seed);
            await caller.SendAsync(paths[(i + 1) % paths.Length]);
            await CheckAsync(gateway, rules, seed);

            // Not before the request is there: of a connection that is reset at once the gateway may never see one.
            using var other = await Caller.ConnectAsync(transport, gateway.Address);
            await other.GiveUpAsync(async () => Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(20)), "The request did not arrive."));
            await CheckAsync(gateway, rules, seed);
        }
    }

    private static async Task CheckAsync(TruthGateway gateway, Dictionary<SessionSpec, SessionRule> rules, int seed)
    {
        var (trace, takers, facts) = await gateway.NextAsync();
        Shows.Invariants(trace);
        foreach (var (spec, rule) in rules)
        {
            var matches = rule.Matches(facts, () => trace);
            Assert.True(
                matches == takers.Contains(spec.Id),
                $"Seed {seed}: {(matches ? "not " : "")}taken by {spec.Expression}\n{string.Join('\n', trace.Root.Attributes)}\n{Shows.Render(trace)}");
        }
    }

    private static SessionRule Parse(SessionSpec spec)
    {
        Assert.True(SessionRule.TryCreate(spec, out var rule, out var problem), problem);
        return rule;
    }

    /// <summary>The path says the outcome; "/" is never answered.</summary>
    private static async Task ServeAsync(Wire wire, SemaphoreSlim arrived)
    {
        while (await wire.ReadHeadAsync() is { } head)
        {
            await wire.ReadBodyAsync(head);
            switch (head.Split(' ')[1])
            {
                case "/":
                    arrived.Release();
                    await wire.WaitForEndAsync();
                    return;
                case "/fail":
                    await wire.SendAsync("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops");
                    break;
                case "/ok/chunked":
                    await wire.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                    break;
                default:
                    await wire.SendAsync(Setup.Ok);
                    break;
            }
        }
    }

    private static GatewayConfiguration Configuration(Upstream upstream, ProbePlugin plugin)
    {
        var configuration = Configurations.To(upstream.EndPoint, plugin);
        var refused = configuration.Services[0] with { Id = Configurations.Id(5), Port = 1, Retries = 1 };
        return configuration with
        {
            Services = [.. configuration.Services, refused],
            Routes =
            [
                configuration.Routes[0] with { Paths = ["/ok", "/fail", "/exit", "/throw", "~/$"], StripPath = false },
                new RouteConfig { Id = Configurations.Id(6), Service = refused.Id, Paths = ["/refused"] },
            ],
        };
    }
}
