using System.Diagnostics;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Tests.Routing;

/// <summary>The index finds what trying every entry in order finds.</summary>
public sealed class RouterIndexTests
{
    private static readonly string[] Hosts = ["a.test", "b.test", "*.test", "a.*", "*.b.test", "a.test:81", "c.b.test"];
    private static readonly string[] Paths = ["/", "/a", "/a/b", "/ab", "/b", "~/a/[0-9]+", "~/[ab]", "~/a|/c", "~/ab?"];
    private static readonly string[] Methods = ["GET", "POST"];

    [Fact]
    public void Find_RandomRoutes_AgreesWithTryingEach()
    {
        var random = new Random(20250101);
        for (var round = 0; round < 60; round++)
        {
            var routes = Enumerable.Range(1, 25).Select(id => RandomRoute(random, id)).ToList();
            var router = RouterFixture.Create(routes);
            for (var i = 0; i < 40; i++)
            {
                var request = $"{Pick(random, Methods)} {Pick(random, ["a.test", "b.test", "c.b.test", "a.other", "none", "a.test:81"])} "
                    + Pick(random, ["/", "/a", "/a/b/c", "/abc", "/a/12", "/c", "/b", "/zzz"]);
                Assert.Equal(Naive(router, request), router.Match(request).Name());
            }
        }
    }

    [Fact]
    public void Find_TenThousandRoutes_CostsAboutAsMuchAsAHundred()
    {
        var few = Measure(100);
        var many = Measure(10_000);

        // Trying every route would cost a hundred times as much.
        Assert.True(many < few * 20, $"{few} ns with 100 routes, {many} ns with 10,000");
    }

    private static double Measure(int count)
    {
        var router = RouterFixture.Create(Enumerable.Range(1, count)
            .Select(id => RouterFixture.Route(id) with { Hosts = [$"h{id % 50}.test"], Paths = [$"/path/{id}/"] }));

        // Distinct paths, so that the index answers and not the cache.
        var requests = Enumerable.Range(0, 3_000).Select(i => $"GET h{(i % count) % 50}.test /path/{i % count}/{i}").ToArray();
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var fresh = round == 0 ? router : RouterFixture.Create(router.Entries.Select(entry => entry.Route.Config));
            var watch = Stopwatch.StartNew();
            foreach (var request in requests)
            {
                fresh.Match(request);
            }

            best = Math.Min(best, watch.Elapsed.TotalNanoseconds / requests.Length);
        }

        return best;
    }

    private static string? Naive(Router router, string request)
    {
        var parts = request.Split(' ');
        var host = HostName.Split(parts[1], out var port);
        var candidate = new RouterRequest
        {
            Method = parts[0],
            Host = host,
            Port = port < 0 ? 8000 : port,
            Path = parts[2],
            Headers = new Microsoft.AspNetCore.Http.HeaderDictionary(),
            IsTls = false,
            ServerName = null,
        };
        foreach (var entry in router.Entries)
        {
            if (entry.Matches(candidate, out _, out _))
            {
                return entry.Route.Config.Name;
            }
        }

        return null;
    }

    private static RouteConfig RandomRoute(Random random, int id)
    {
        var route = RouterFixture.Route(id) with { RegexPriority = random.Next(3) };
        if (random.Next(2) == 0)
        {
            route = route with { Hosts = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(random, Hosts)).Distinct()] };
        }

        if (random.Next(3) == 0)
        {
            route = route with { Methods = [Pick(random, Methods)] };
        }

        return random.Next(4) == 0 && (route.Hosts.Length > 0 || route.Methods.Length > 0)
            ? route
            : route with { Paths = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(random, Paths)).Distinct()] };
    }

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
