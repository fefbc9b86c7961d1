using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Debugging;
using Sightglass.Gateway.Tests.Dns;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.RequestDebugging;

/// <summary>Requests that ask where their own time went, through a real gateway.</summary>
public sealed partial class RequestDebugTests : IAsyncDisposable
{
    private const string Token = "01dd4c9e-cb5e-4b26-9e49-4eb0509fbd68";
    private const string Ask = "X-Kong-Request-Debug: *\r\n";
    private const string Log = "X-Kong-Request-Debug-Log: true\r\n";
    private const string FromElsewhere = "X-Real-IP: 1.1.1.1\r\n";
    private const string Output = "X-Kong-Request-Debug-Output";

    private readonly FakeUpstream _upstream = FakeUpstream.Ok();
    private readonly TraceOutbox _outbox = new();
    private readonly TracingGate _gate = new();
    private readonly SessionRegistry _sessions;
    private GatewayFixture? _gateway;

    public RequestDebugTests() => _sessions = new SessionRegistry(_gate, TimeProvider.System, NullLogger<SessionRegistry>.Instance);

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _sessions.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Ask_FromLoopback_IsAnsweredWithTheTree()
    {
        await using var dns = new FakeDnsServer(static question => question.Type == DnsRecordType.A
            ? DnsReplyBuilder.Ok.A(question.Name, "127.0.0.1")
            : DnsReplyBuilder.Ok);
        var response = await GetAsync("/", Ask, service: service => service with { Host = "app.example." }, server: dns);

        var output = Parse(response[Output]);
        Assert.Equal(response["X-Kong-Request-Id"], output["request_id"]!.GetValue<string>());
        Assert.Equal("00000000-0000-0000-0000-000000000000", output["workspace_id"]!.GetValue<string>());
        Assert.Equal(["access", "balancer", "header_filter", "rewrite", "upstream"], Names(output));
        Assert.Equal(["dns", "router"], Names(output["child"]!["access"]!));
        var resolve = output["child"]!["access"]!["child"]!["dns"]!["child"]!["app.example."]!["child"]!["resolve"]!;
        Assert.False(resolve["cache_hit"]!.GetValue<bool>());
        var upstream = output["child"]!["upstream"]!;
        Assert.Equal(["time_to_first_byte"], Names(upstream));
        Assert.Equal(Time(upstream), Time(upstream["child"]!["time_to_first_byte"]!));
        Assert.True(Time(upstream) > 0);
        Assert.Equal(
            output["child"]!.AsObject().Where(child => child.Key != "upstream").Sum(child => Time(child.Value!)),
            output["total_time_without_upstream"]!.GetValue<decimal>());
        Assert.Null(_upstream.Requests.Single()["X-Kong-Request-Debug"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("X-Kong-Request-Debug: invalid\r\n")]
    [InlineData("X-Kong-Request-Debug: rewrite,access\r\n")]
    [InlineData("X-Kong-Request-Debug: *\r\nX-Kong-Request-Debug: *\r\n")]
    [InlineData("X-Kong-Request-Debug-Token: " + Token + "\r\nX-Kong-Request-Debug-Log: true\r\n")]
    public async Task Ask_NotInItsForm_IsIgnored(string headers)
    {
        var response = await GetAsync("/", headers);

        Assert.Null(response[Output]);
        await AssertNothingLoggedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("X-Kong-Request-Debug-Token: \r\n")]
    [InlineData("X-Kong-Request-Debug-Token: 01dd4c9e-cb5e-4b26-9e49-4eb0509fbd69\r\n")]
    [InlineData("X-Kong-Request-Debug-Token: 01dd4c9e\r\n")]
    [InlineData("X-Kong-Request-Debug-Token: " + Token + "0\r\n")]
    [InlineData("X-Kong-Request-Debug-Token: " + Token + "\r\nX-Kong-Request-Debug-Token: " + Token + "\r\n")]
    public async Task Ask_FromElsewhereWithoutTheToken_IsIgnored(string token)
    {
        var response = await GetAsync("/", Ask + Log + FromElsewhere + token);

        Assert.Equal(200, response.Status);
        Assert.Null(response[Output]);
        await AssertNothingLoggedAsync();
    }

    [Fact]
    public async Task Ask_FromElsewhereWithTheToken_IsAnswered()
    {
        var response = await GetAsync("/", Ask + FromElsewhere + $"X-Kong-Request-Debug-Token: {Token}\r\n");

        Assert.Equal(response["X-Kong-Request-Id"], Parse(response[Output])["request_id"]!.GetValue<string>());
        Assert.DoesNotContain(_upstream.Requests.Single().Head.Split("\r\n"), line => line.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ask_WhereItIsOff_IsIgnored()
    {
        var response = await GetAsync("/", Ask, token: null);

        Assert.Null(response[Output]);
        Assert.Null(_upstream.Requests.Single()["X-Kong-Request-Debug"]);
    }

    [Fact]
    public async Task Log_Asked_IsWrittenAfterTheLogPhase()
    {
        var plugin = new TestPlugin("filter", 10, PluginPhases.BodyFilter | PluginPhases.Log);

        var response = await GetAsync("/", Ask + Log, plugin);

        var logged = Parse(Assert.Single(await LoggedAsync()));
        Assert.Equal(response["X-Kong-Request-Id"], logged["request_id"]!.GetValue<string>());
        Assert.Equal(["access", "balancer", "body_filter", "header_filter", "log", "rewrite", "upstream"], Names(logged));
        Assert.Equal(["filter"], Names(logged["child"]!["body_filter"]!["child"]!["plugins"]!));
        Assert.Equal(["filter"], Names(logged["child"]!["log"]!["child"]!["plugins"]!));
        var upstream = logged["child"]!["upstream"]!;
        Assert.Equal(["streaming", "time_to_first_byte"], Names(upstream));
        Assert.InRange(
            Time(upstream) - Time(upstream["child"]!["streaming"]!) - Time(upstream["child"]!["time_to_first_byte"]!), 0m, 0.01m);
    }

    [Fact]
    public async Task Plugin_WithCallsOfItsOwn_HasThemInsideItsInstance()
    {
        var response = await GetAsync("/", Ask, new TestPlugin("caller", 10, PluginPhases.Access)
        {
            Access = context =>
            {
                Call(context, "https://idp.example/token");
                var redis = context.IoScope().Start(SpanNames.Redis("get"), LatencyKind.Redis);
                redis.End();
                return default;
            },
        });

        var instance = Parse(response[Output])["child"]!["access"]!["child"]!["plugins"]!["child"]!["caller"]!["child"]![Configurations.Id(100).ToString()]!;
        Assert.Equal(["external_http", "redis"], Names(instance));
        Assert.Equal(["https://idp.example:443"], Names(instance["child"]!["external_http"]!));
        Assert.Equal(["http_request"], Names(instance["child"]!["external_http"]!["child"]!["https://idp.example:443"]!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Output_TooLongForAHeader_IsLoggedInPartsInstead(bool fromElsewhere)
    {
        var plugin = new TestPlugin("caller", 10, PluginPhases.Access)
        {
            Access = context =>
            {
                for (var i = 0; i < 60; i++)
                {
                    Call(context, $"https://service-{i}.example/");
                }

                return default;
            },
        };

        var response = await GetAsync("/", Ask + (fromElsewhere ? FromElsewhere + $"X-Kong-Request-Debug-Token: {Token}\r\n" : Log), plugin);

        var shown = Parse(response[Output]);
        var id = response["X-Kong-Request-Id"]!;
        Assert.Equal(id, shown["request_id"]!.GetValue<string>());
        if (fromElsewhere)
        {
            Assert.Equal(["truncated", "request_id", "message"], shown.Select(field => field.Key));
            Assert.True(shown["truncated"]!.GetValue<bool>());
        }
        else
        {
            // Nothing is between that could take it ill.
            Assert.True(response[Output]!.Length > 3 * 1024);
            Assert.NotNull(shown["child"]);
        }

        var parts = await LoggedAsync(id);
        Assert.True(parts.Count > 1);
        Assert.All(parts, part => Assert.InRange(part.Length, 1, 3 * 1024));
        Assert.Equal(60, Names(Parse(string.Concat(parts))["child"]!["access"]!["child"]!["plugins"]!["child"]!["caller"]!["child"]![Configurations.Id(100).ToString()]!["child"]!["external_http"]!).Length);
    }

    [Fact]
    public async Task Ask_WhereNoRouteMatches_TellsOfTheGatewayOnly()
    {
        var response = await GetAsync("/", Ask, route: route => route with { Paths = ["/other"] });

        Assert.Equal(404, response.Status);
        Assert.Equal(["access", "header_filter", "rewrite"], Names(Parse(response[Output])));
    }

    [Fact]
    public async Task Ask_WhenAPluginFailsInHeaderFilter_IsAnsweredWithTheError()
    {
        var response = await GetAsync("/", Ask, new TestPlugin("failing", 10, PluginPhases.HeaderFilter)
        {
            HeaderFilter = _ => throw new InvalidOperationException("it fails"),
        });

        Assert.Equal(500, response.Status);
        Assert.Equal(["failing"], Names(Parse(response[Output])["child"]!["header_filter"]!["child"]!["plugins"]!));
    }

    [Fact]
    public async Task Ask_BesideSessions_LeavesThemWhatTheyWant()
    {
        Assert.True(_sessions.Start(Sessions.Spec("http.path == \"/wanted\"")).Accepted);

        var wanted = await GetAsync("/wanted", Ask);
        var other = await _gateway!.GetAsync("/other", Ask);

        Assert.NotNull(wanted[Output]);
        Assert.NotNull(other[Output]);
        await Eventually.TrueAsync(() => _outbox.Count > 0 && _gateway.Host.Metrics.RequestsActive == 0, "the session has its request");
        Assert.True(_outbox.Reader.TryRead(out var captured));
        Assert.Equal(wanted["X-Kong-Request-Id"], captured.Request.RequestId);
        Assert.False(_outbox.Reader.TryRead(out _));
    }

    private static void Call(PluginContext context, string url)
    {
        var call = context.IoScope().Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient);
        call.Set(AttributeKeys.UrlFull, url);
        call.End();
    }

    private async Task<RawResponse> GetAsync(
        string target,
        string headers,
        TestPlugin? plugin = null,
        Func<RouteConfig, RouteConfig>? route = null,
        Func<ServiceConfig, ServiceConfig>? service = null,
        string? token = Token,
        FakeDnsServer? server = null)
    {
        var configuration = Configurations.Proxy(_upstream.EndPoint, route, service);
        _gateway = await GatewayFixture.StartAsync(
            plugin is null ? configuration : configuration with { Plugins = [Configurations.Plugin(plugin.Name)] },
            options => options with
            {
                RequestDebugToken = token,
                TrustedIps = [IPNetwork.Parse("0.0.0.0/0")],
                Resolver = server is null ? options.Resolver : options.Resolver with { Servers = [server.EndPoint] },
            },
            new DebugTracing(_sessions, _outbox, new TraceRecorderPool()),
            plugin is null ? [] : [plugin]);
        _gateway.Host.Runtime.Gate.Active = _sessions.Current.Sessions.Length > 0;
        return await _gateway.GetAsync(target, headers);
    }

    /// <summary>What was logged, its prefix and what it is about taken off, in the order of its parts.</summary>
    private async Task<IReadOnlyList<string>> LoggedAsync(string? requestId = null)
    {
        IReadOnlyList<Match> lines = [];
        await Eventually.TrueAsync(
            () =>
            {
                lines = [.. _gateway!.Log.Entries.Select(entry => Line().Match(entry.Message)).Where(match => match.Success)];
                return lines.Count > 0 && (!lines[0].Groups["parts"].Success || lines.Count == int.Parse(lines[0].Groups["parts"].Value));
            },
            "the output is logged");
        Assert.All(lines, line => Assert.Equal(requestId ?? line.Groups["id"].Value, line.Groups["id"].Value));
        Assert.All(lines.Select((line, index) => (line, index)), part => Assert.True(
            !part.line.Groups["part"].Success || part.line.Groups["part"].Value == $"{part.index + 1}"));
        return [.. lines.Select(line => line.Groups["data"].Value)];
    }

    // The log phase runs on after the response.
    private async Task AssertNothingLoggedAsync()
    {
        await Eventually.TrueAsync(() => _gateway!.Host.Metrics.RequestsActive == 0, "the request is over");
        Assert.DoesNotContain(_gateway!.Log.Entries, entry => entry.Message.Contains("[request-debug]", StringComparison.Ordinal));
    }

    private static JsonObject Parse(string? output)
    {
        Assert.NotNull(output);
        return JsonNode.Parse(output)!.AsObject();
    }

    private static string[] Names(JsonNode node) => [.. node["child"]!.AsObject().Select(child => child.Key)];

    private static decimal Time(JsonNode node) => node["total_time"]!.GetValue<decimal>();

    [GeneratedRegex("""^\[request-debug\] (parts: (?<part>\d+)/(?<parts>\d+) )?output: (?<data>.+) while logging request, request_id: "(?<id>\w+)"$""")]
    private static partial Regex Line();
}
