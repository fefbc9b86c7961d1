using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Tests.Routing;

/// <summary>The tables of gateway.md 7.2 and 7.3. Each row has requests that match and requests that do not.</summary>
public sealed class RouterTests
{
    [Theory]
    [InlineData("/rou", "GET h /rou", true)]
    [InlineData("/rou", "GET h /roureq", true)]
    [InlineData("/rou", "GET h /ro", false)]
    [InlineData("/rou", "GET h /Rou", false)]
    [InlineData("~/user/\\d+", "GET h /user/12", true)]
    [InlineData("~/user/\\d+", "GET h /user/12/more", true)]
    [InlineData("~/user/\\d+$", "GET h /user/12/more", false)]
    [InlineData("~/user/\\d+", "GET h /api/user/12", false)]
    [InlineData("~/a|/b", "GET h /b", true)]
    [InlineData("~/a|/b", "GET h /c/b", false)]
    [InlineData("~/(?i)caf", "GET h /CAF", true)]
    [InlineData("~/x?y", "GET h /y", true)]
    public void Match_Path_AsPrefixOrRegex(string path, string request, bool matches)
        => Assert.Equal(matches, RouterFixture.Create(RouterFixture.Route(1) with { Paths = [path] }).Match(request) is not null);

    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "EXAMPLE.com", true)]
    [InlineData("Example.com", "example.COM", true)]
    [InlineData("example.com", "example.com:8080", true)]
    [InlineData("example.com", "sub.example.com", false)]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "aexample.com", false)]
    [InlineData("example.*", "example.org", true)]
    [InlineData("example.*", "example.co.uk", true)]
    [InlineData("example.*", "myexample.org", false)]
    [InlineData("example.com:8080", "example.com:8080", true)]
    [InlineData("example.com:8080", "example.com:8081", false)]
    [InlineData("example.com:8080", "example.com", false)]
    [InlineData("example.com:8000", "example.com", true)]
    [InlineData("*.example.com:8080", "a.example.com:8080", true)]
    [InlineData("*.example.com:8080", "a.example.com:80", false)]
    public void Match_Host_WithWildcardsAndPorts(string configured, string host, bool matches)
        => Assert.Equal(matches, RouterFixture.Create(RouterFixture.Route(1) with { Hosts = [configured] }).Match($"GET {host} /") is not null);

    [Theory]
    [InlineData("value", "X-H:value", true)]
    [InlineData("value", "X-H:VALUE", true)]
    [InlineData("value", "x-h:other;x-h:value", true)]
    [InlineData("value", "X-H:value2", false)]
    [InlineData("value", "", false)]
    [InlineData("~*^v[0-9]+$", "X-H:V12", true)]
    [InlineData("~*^v[0-9]+$", "X-H:va", false)]
    [InlineData("~*V", "X-H:av", true)]
    public void Match_Header_AnyLineWithoutCase(string value, string headers, bool matches)
        => Assert.Equal(
            matches,
            RouterFixture.Create(RouterFixture.Route(1) with { Headers = [new HeaderMatch("X-H", [value])] }).Match("GET h /", headers) is not null);

    [Fact]
    public void Match_TwoHeaders_BothMustMatch()
    {
        var router = RouterFixture.Create(RouterFixture.Route(1) with { Headers = [new HeaderMatch("A", ["1", "2"]), new HeaderMatch("B", ["3"])] });

        Assert.NotNull(router.Match("GET h /", "A:2;B:3"));
        Assert.Null(router.Match("GET h /", "A:2"));
        Assert.Null(router.Match("GET h /", "A:3;B:3"));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", true)]
    [InlineData("get", false)]
    [InlineData("PUT", false)]
    public void Match_Method_Exactly(string method, bool matches)
        => Assert.Equal(matches, RouterFixture.Create(RouterFixture.Route(1) with { Methods = ["GET", "POST"] }).Match($"{method} h /") is not null);

    [Theory]
    [InlineData("a.test", "a.test", true)]
    [InlineData("a.test.", "a.test", true)]
    [InlineData("*.test", "a.test", true)]
    [InlineData("a.*", "a.test", true)]
    [InlineData("a.test", "b.test", false)]
    [InlineData("a.test", null, true)]
    public void Match_ServerName_OnlyWithTls(string configured, string? serverName, bool matches)
        => Assert.Equal(matches, RouterFixture.Create(RouterFixture.Route(1) with { Snis = [configured] }).Match("GET h /", "", serverName) is not null);

    [Fact]
    public void Match_SeveralRoutes_OrderIsTheDocumentedOne()
    {
        // From first to last; every later one also matches the request.
        RouteConfig[] ordered =
        [
            RouterFixture.Route(1) with { Hosts = ["h.test"], Paths = ["/"], Methods = ["GET"], Headers = [new HeaderMatch("A", ["1"])] },
            RouterFixture.Route(2) with { Hosts = ["h.test"], Paths = ["/"], Methods = ["GET"] },
            RouterFixture.Route(3) with { Hosts = ["*.test"], Paths = ["/"], Methods = ["GET"] },
            RouterFixture.Route(4) with { Hosts = ["h.test"], Headers = [new HeaderMatch("A", ["1"]), new HeaderMatch("B", ["1"])] },
            RouterFixture.Route(5) with { Hosts = ["h.test"], Paths = ["~/a"] },
            RouterFixture.Route(6) with { Hosts = ["h.test"], Paths = ["/a/b"] },
            RouterFixture.Route(7) with { Hosts = ["*.test"], Paths = ["/a/b"] },
            RouterFixture.Route(8) with { Paths = ["~/a"], RegexPriority = 5 },
            RouterFixture.Route(9) with { Paths = ["~/a/b"] },
            RouterFixture.Route(10) with { Paths = ["/a/b"] },
            RouterFixture.Route(11) with { Paths = ["/a"] },
        ];

        for (var i = 0; i < ordered.Length; i++)
        {
            var router = RouterFixture.Create(ordered.Skip(i).Reverse());
            Assert.Equal(ordered[i].Name, router.Match("GET h.test /a/b", "A:1;B:1").Name());
        }
    }

    [Fact]
    public void Match_EqualPriorities_GreaterIdWins()
    {
        var low = RouterFixture.Route(1) with { Paths = ["/a"] };
        var high = RouterFixture.Route(2) with { Paths = ["/a"] };

        Assert.Equal("r2", RouterFixture.Create(low, high).Match("GET h /a").Name());
        Assert.Equal("r2", RouterFixture.Create(high, low).Match("GET h /a").Name());
    }

    [Fact]
    public void Match_RouteWithPathsOfSeveralLengths_EachLengthHasItsOwnPlace()
    {
        var router = RouterFixture.Create(
            RouterFixture.Route(1) with { Paths = ["/", "/long/path", "~/regex"] },
            RouterFixture.Route(2) with { Paths = ["/long"] });

        Assert.Equal("r1", router.Match("GET h /long/path").Name());
        Assert.Equal("r2", router.Match("GET h /long/other").Name());
        Assert.Equal("r1", router.Match("GET h /regex").Name());
        Assert.Equal(10, router.Match("GET h /long/path/x")!.MatchedLength);
        Assert.Equal(1, router.Match("GET h /x")!.MatchedLength);
        Assert.Equal(6, router.Match("GET h /regexes")!.MatchedLength);
        Assert.NotNull(router.Match("GET h /regexes")!.Pattern);
    }

    [Fact]
    public void Match_Repeated_IsRememberedWithAllThatDecides()
    {
        var router = RouterFixture.Create(
            RouterFixture.Route(1) with { Paths = ["/a"], Headers = [new HeaderMatch("H", ["1"])] },
            RouterFixture.Route(2) with { Paths = ["/a"] });

        Assert.Equal("r1", router.Match("GET h /a", "H:1", null, out var first).Name());
        Assert.Equal("r1", router.Match("GET h /a", "H:1", null, out var second).Name());
        Assert.Equal("r2", router.Match("GET h /a", "H:2", null, out var other).Name());
        Assert.Null(router.Match("GET h /b", "", null, out var unknown));
        Assert.Null(router.Match("GET h /b", "", null, out var knownUnknown));

        Assert.Equal([false, true, false, false, true], [first, second, other, unknown, knownUnknown]);
    }

    [Fact]
    public void Match_MoreRequestsThanTheCacheHolds_StaysRight()
    {
        var router = RouterFixture.Create(
            RouterFixture.Route(1) with { Paths = ["/even"] },
            RouterFixture.Route(2) with { Paths = ["/odd"] });

        for (var i = 0; i < 20_000; i++)
        {
            Assert.Equal(i % 2 == 0 ? "r1" : "r2", router.Match($"GET h /{(i % 2 == 0 ? "even" : "odd")}/{i}").Name());
        }
    }

    [Fact]
    public void Create_BadRegex_SaysWhichAndWhere()
    {
        var error = Assert.Throws<ArgumentException>(() => RouterFixture.Create(RouterFixture.Route(1) with { Paths = ["~/a(b"] }));

        Assert.Contains("/a(b", error.Message);
    }
}
