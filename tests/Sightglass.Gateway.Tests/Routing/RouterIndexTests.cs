using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Routing;

namespace Sightglass.Gateway.Tests.Routing;

/// <summary>The index finds what trying every entry in order finds.</summary>
public sealed class RouterIndexTests
{
    private static readonly string[] Hosts = ["a.test", "b.test", "*.test", "a.*", "*.b.test", "a.test:81", "c.b.test"];
    private static readonly string[] Paths = ["/", "/a", "/a/b", "/ab", "/b", "~/a/[0-9]+", "~/[ab]", "~/a|/c", "~/ab?"];
    private static readonly string[] Methods = ["GET", "POST"];
    private static readonly string[] Expressions =
    [
        "http.path ^= \"/a\"",
        "http.path == \"/a/b/c\" || http.path == \"/b\"",
        "http.path ~ \"^/ab?\"",
        "http.path ~ \"b\"",
        "http.path ~ \"^/a|/c\"",
        "http.path ~ \"^/ab?/\" && http.host == \"a.test\"",
        "http.host == \"b.test\" && http.path ^= \"/\"",
        "http.host == \"a.test\" || http.path == \"/c\"",
        "http.host =^ \".test\" && http.path ^= \"/a/\"",
        "lower(http.host) == \"c.b.test\"",
        "lower(http.path) ^= \"/A\" && http.method == \"GET\"",
        "!(http.path ^= \"/a\") && http.method == \"POST\"",
        "!(http.host == \"a.test\")",
        "http.path contains \"zz\" || http.path ^= \"/a/1\"",
    ];

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

    /// <summary>Regular expressions that nobody asks for take little: a router of thousands of them is made quickly and fits.</summary>
    [Fact]
    public void Create_ManyRegexes_TakesLittleUntilTheyAreUsed()
    {
        const int count = 5_000;
        var routes = Enumerable.Range(1, count)
            .Select(id => new RouteConfig { Id = new Guid($"00000000-0000-4000-8000-{id:x12}"), Paths = [$"~/many{id}/[a-z]+/(?<n>[0-9]+)$"] })
            .ToList();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var router = RouterFixture.Create(routes);

        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / count, 0, 8_192);
        Assert.NotNull(router.Match("GET a.test /many4711/x/5"));
        Assert.Single(router.Entries.SelectMany(entry => entry.Patterns), pattern => pattern.IsPrepared);
    }

    /// <summary>Entries that are looked at in full do not become more with the number of routes, whatever the routes are made of.</summary>
    [Theory]
    [InlineData("hosts")]
    [InlineData("wildcards")]
    [InlineData("prefixes")]
    [InlineData("nested prefixes")]
    [InlineData("regexes")]
    [InlineData("hosts and prefixes")]
    [InlineData("expressions over hosts")]
    [InlineData("expressions over paths")]
    [InlineData("expressions over either")]
    public void Search_MoreRoutes_LooksAtNoMoreOfThem(string kind)
    {
        // Compiling a regular expression costs more than filing it.
        var largest = kind == "regexes" || kind == "expressions over either" ? 2_000 : 10_000;
        var most = new Dictionary<int, int>();
        foreach (var count in new[] { 10, 1_000, largest })
        {
            var router = RouterFixture.Create(Enumerable.Range(0, count).Select(number => RouteOf(kind, number)));
            for (var i = 0; i < 200; i++)
            {
                var number = i * 7 % count;
                var found = Search(router, $"GET h{number}.test /p{number}/q{number}/rest");
                Assert.Equal($"r{number + 1}", found.Entry?.Route.Config.Name);
                most[count] = Math.Max(most.GetValueOrDefault(count), found.Tried);

                var none = Search(router, $"GET nobody /nowhere/{number}");
                Assert.Null(none.Entry);
                most[count] = Math.Max(most[count], none.Tried);
            }
        }

        Assert.InRange(most[10], 1, 4);
        Assert.InRange(most[1_000], 1, 4);
        Assert.InRange(most[largest], 1, 4);
    }

    /// <summary>Guards the counter: where nothing can be filed everything is looked at, and is counted.</summary>
    [Fact]
    public void Search_RoutesThatMatchAnyPath_AreAllLookedAt()
    {
        var router = RouterFixture.Create(Enumerable.Range(1, 50).Select(id => RouterFixture.Route(id) with { Methods = [$"M{(char)('A' + (id % 26))}"] }));

        Assert.Equal(50, Search(router, "GET h.test /").Tried);
    }

    private static RouteConfig RouteOf(string kind, int number)
    {
        var route = RouterFixture.Route(number + 1);
        return kind switch
        {
            "hosts" => route with { Hosts = [$"h{number}.test"] },
            "wildcards" => route with { Hosts = [$"h{number}.*"] },
            "prefixes" => route with { Paths = [$"/p{number}/"] },
            "nested prefixes" => route with { Paths = [$"/p{number}/q{number}"] },
            "regexes" => route with { Paths = [$"~/p{number}/q[0-9]+"] },
            "hosts and prefixes" => route with { Hosts = [$"h{number}.test"], Paths = [$"/p{number}/"] },
            "expressions over hosts" => route with { Expression = $"http.host == \"h{number}.test\" && http.method == \"GET\"" },
            "expressions over paths" => route with { Expression = $"(http.path == \"/p{number}\" || http.path ^= \"/p{number}/\") && http.method != \"POST\"" },
            "expressions over either" => route with
            {
                Expression = number % 2 == 0 ? $"http.path ~ \"^/p{number}/q[0-9]+\"" : $"http.host == \"h{number}.test\" && http.path ^= \"/p\"",
            },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static FoundEntry Search(Router router, string request)
    {
        var parts = request.Split(' ');
        return router.Search(new RouterRequest
        {
            Method = parts[0],
            Host = parts[1],
            Port = 8000,
            Path = parts[2],
            Headers = new Microsoft.AspNetCore.Http.HeaderDictionary(),
            IsTls = false,
            ServerName = null,
        });
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
        if (random.Next(4) == 0)
        {
            return RouterFixture.Route(id) with { Expression = Pick(random, Expressions), Priority = random.Next(3) };
        }

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
