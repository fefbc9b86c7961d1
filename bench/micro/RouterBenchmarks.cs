using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Routing;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Benchmarks;

/// <summary>Finding a route among few and among many, remembered and not; each operation asks for another of them.</summary>
[MemoryDiagnoser]
public class RouterBenchmarks
{
    private const int Requests = 256;

    private readonly HeaderDictionary _headers = [];
    private readonly (string Host, string Path)[] _requests = new (string, string)[Requests];
    private Router _router = null!;
    private int _next;

    [Params(10, 1_000, 10_000)]
    public int Routes { get; set; }

    [Params("hosts", "prefixes", "regexes", "expressions")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Build()
    {
        _router = new Router(Enumerable.Range(0, Routes).Select(number => new RouteRuntime(Route(number), null, PluginPlan.Empty)));
        for (var i = 0; i < Requests; i++)
        {
            var number = i * 7919 % Routes;
            _requests[i] = ($"h{number}.example.test", $"/p{number}/orders/{i}");
            _ = Remembered();
        }
    }

    [Benchmark]
    public bool Searched() => _router.Search(Next(out _)).Entry is not null;

    [Benchmark]
    public bool Remembered()
    {
        var request = Next(out var host);
        return _router.Match(request, host, out _) is not null;
    }

    [Benchmark]
    public bool NoRoute() => _router.Search(Request("nobody.example.test", "/nowhere")).Entry is null;

    private RouterRequest Next(out string host)
    {
        (host, var path) = _requests[_next++ & (Requests - 1)];
        return Request(host, path);
    }

    private RouterRequest Request(string host, string path) => new()
    {
        Method = "GET",
        Host = host,
        Port = 8000,
        Path = path,
        Headers = _headers,
        IsTls = false,
        ServerName = null,
    };

    private RouteConfig Route(int number)
    {
        var route = new RouteConfig { Id = new Guid($"00000000-0000-4000-8000-{number:x12}") };
        return Kind switch
        {
            "hosts" => route with { Hosts = [$"h{number}.example.test"] },
            "prefixes" => route with { Paths = [$"/p{number}/"] },
            "regexes" => route with { Paths = [$"~/p{number}/[a-z]+/[0-9]+$"] },
            _ => route with { Expression = $"http.path ^= \"/p{number}/\" && http.method == \"GET\"" },
        };
    }
}
