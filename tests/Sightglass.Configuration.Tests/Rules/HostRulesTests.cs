using Sightglass.Configuration.Entities;

namespace Sightglass.Configuration.Tests.Rules;

/// <summary>Host names where they occur: in services, routes, server names, upstreams and targets.</summary>
public sealed class HostRulesTests
{
    [Theory]
    [InlineData("example.com", null)]
    [InlineData("example.com.", null)]
    [InlineData("a_b-c.d", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("example.com:80", "must not have a port")]
    [InlineData("10.0.0.1:99999", "must not have a port")]
    [InlineData("10.0.0.300", "invalid value: 10.0.0.300")]
    [InlineData("a b", "invalid value: a b")]
    [InlineData("a-.b", "invalid value: a-.b")]
    [InlineData("a..b", "invalid value: a..b")]
    [InlineData("münchen.example", "invalid value: münchen.example")]
    public void Service_Host(string host, string? problem) => Assert.Equal(problem, Field(EntityTypes.Services, "host", $"{{'host': '{host}'}}"));

    [Theory]
    [InlineData("example.com:8000", null)]
    [InlineData("*.example.com:8000", null)]
    [InlineData("example.*", null)]
    [InlineData("a.*.b", "invalid wildcard: must be placed at leftmost or rightmost label")]
    [InlineData("*.a.*", "invalid wildcard: must have at most one wildcard")]
    [InlineData("a b", "invalid hostname: a b")]
    [InlineData("1.2.3.400", "invalid ipv4 address: 1.2.3.400")]
    [InlineData("example.com:70000", "invalid port number")]
    public void Route_Hosts(string host, string? problem) => Assert.Equal(problem, Field(EntityTypes.Routes, "hosts", $"{{'hosts': ['{host}']}}"));

    [Theory]
    [InlineData("*", null)]
    [InlineData("*.example.com", null)]
    [InlineData("example.*", null)]
    [InlineData("a.*.b", "wildcard must be leftmost or rightmost character")]
    [InlineData("*.a.*", "only one wildcard must be specified")]
    [InlineData("10.0.0.1", "must not be an IP")]
    [InlineData("a.test:443", "must not have a port")]
    public void Route_Snis(string name, string? problem) => Assert.Equal(problem, Field(EntityTypes.Routes, "snis", $"{{'paths': ['/'], 'snis': ['{name}']}}"));

    [Theory]
    [InlineData("a.test", "a.test:8000")]
    [InlineData("a.test:81", "a.test:81")]
    [InlineData("10.0.0.1", "10.0.0.1:8000")]
    [InlineData("::1", "[0000:0000:0000:0000:0000:0000:0000:0001]:8000")]
    [InlineData("[fe80::AB]:81", "[fe80:0000:0000:0000:0000:0000:0000:00ab]:81")]
    public void Target_IsStoredInFull(string target, string stored)
    {
        var result = TestPlugins.Validator().Validate(
            EntityTypes.Targets, Json.Of($"{{'target': '{target}', 'upstream': {{'id': '00000000-0000-0000-0000-000000000001'}}}}"));

        Assert.Equal(stored, result.Value!["target"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("http://a.test", "http a.test 80 ")]
    [InlineData("https://a.test/x?y=1#z", "https a.test 443 /x")]
    [InlineData("grpcs://a.test", "grpcs a.test 80 ")]
    [InlineData("http://user@a.test:81", "http a.test 81 ")]
    [InlineData("http://[::1]:81/", "http ::1 81 /")]
    [InlineData("//a.test:443/x", "https a.test 443 /x")]
    [InlineData("a.test:443", "https a.test 443 ")]
    public void Service_Url_SetsItsParts(string url, string parts)
    {
        var service = TestPlugins.Validator().Validate(EntityTypes.Services, Json.Of($"{{'url': '{url}'}}")).Value!;

        Assert.Equal(parts, $"{service["protocol"]} {service["host"]} {service["port"]} {service["path"]}");
    }

    [Theory]
    [InlineData("nonsense", "2 schema violations (host: required field missing; path: should start with: /)")]
    [InlineData("http://", "schema violation (host: required field missing)")]
    [InlineData("ftp://a.test", "schema violation (protocol: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp)")]
    [InlineData("http://a.test:port", "schema violation (port: expected an integer)")]
    public void Service_BadUrl_IsToldByItsParts(string url, string message) =>
        Assert.Equal(message, TestPlugins.Validator().Validate(EntityTypes.Services, Json.Of($"{{'url': '{url}'}}")).Message);

    private static string? Field(EntityType type, string field, string json)
    {
        var fields = TestPlugins.Validator().Validate(type, Json.Of(json)).Fields;
        return fields[field] switch
        {
            null => null,
            System.Text.Json.Nodes.JsonArray list => list[0]!.GetValue<string>(),
            var problem => problem.GetValue<string>(),
        };
    }
}
