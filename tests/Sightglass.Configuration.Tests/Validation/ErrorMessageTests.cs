using Sightglass.Configuration.Entities;

namespace Sightglass.Configuration.Tests.Validation;

/// <summary>The one line over all problems: two levels are spelled out, what lies deeper is written as a table.</summary>
public sealed class ErrorMessageTests
{
    [Fact]
    public void Message_OfDeepFields_IsATable()
    {
        var result = TestPlugins.Validator().Validate(
            EntityTypes.Upstreams,
            Json.Of("{'name': 'u', 'healthchecks': {'threshold': 101, 'active': {'timeout': -1, 'healthy': {'http_statuses': [200, 99]}}}}"));

        Assert.Equal(
            """
            2 schema violations (healthchecks.active: {
              healthy = {
                http_statuses = {
                  [2] = "value should be between 100 and 999"
                }
              },
              timeout = "value should be between 0 and 65535"
            }; healthchecks.threshold: value should be between 0 and 100)
            """.ReplaceLineEndings("\n"),
            result.Message);
    }

    [Fact]
    public void Message_OfMapEntries_IsOneForTheMap()
    {
        var result = TestPlugins.Validator().Validate(EntityTypes.Routes, Json.Of("{'paths': ['/'], 'headers': {'Host': ['a'], 'b c': ['d']}}"));

        Assert.Equal("schema violation (headers: cannot contain 'host' header, which must be specified in the 'hosts' attribute)", result.Message);
        Assert.Equal(["headers.Host", "headers.b c"], result.Errors.Select(e => e.Path.ToString()));
    }

    [Theory]
    [InlineData("{'id': null}", "service.id: required field missing")]
    [InlineData("{}", "service.id: missing primary key")]
    [InlineData("'x'", "service.id: missing primary key")]
    [InlineData("{'id': 'x'}", "service.id: expected a valid UUID")]
    [InlineData("{'id': 1}", "service.id: expected a string")]
    [InlineData("{'nobody': 1}", "service.nobody: unknown field")]
    public void Message_OfReferences(string reference, string message)
    {
        var result = TestPlugins.Validator().Validate(EntityTypes.Routes, Json.Of($"{{'paths': ['/'], 'service': {reference}}}"));

        Assert.Equal($"schema violation ({message})", result.Message);
    }
}
