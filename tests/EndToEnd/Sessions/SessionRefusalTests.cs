using System.Net;
using System.Net.Http.Headers;
using EndToEnd.Processes;
using EndToEnd.Quickstart;

namespace EndToEnd.Sessions;

/// <summary>What the API says to requests it cannot take.</summary>
[Collection(QuickstartCollection.Name)]
public class SessionRefusalTests(RunningQuickstart quickstart)
{
    [Theory]
    [InlineData("""{"name":"x","sampling":{"expression":"http.response.status_code = 503"}}""", "sampling.expression", "==")]
    [InlineData("""{"name":"x","sampling":{"expression":"http.respons.status_code == 503"}}""", "sampling.expression", "http.response.status_code")]
    [InlineData("""{"name":"x","sampling":{"expression":"http.method == \"GET\" and http.path == \"/\""}}""", "sampling.expression", "&&")]
    [InlineData("""{"name":"x","colour":"red"}""", "colour", "")]
    [InlineData("""{"name":"x","duration_seconds":5}""", "duration_seconds", "10")]
    [InlineData("""{"name":"x","max_traces":100000}""", "max_traces", "1000")]
    [InlineData("""{"name":""}""", "name", "")]
    public async Task Create_BadField_IsRefusedWithItsNameAndReason(string body, string field, string reason)
    {
        var (status, problem) = await quickstart.Api.SendAsync(HttpMethod.Post, quickstart.Api.Sessions, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var parameter = Assert.Single(problem!["invalid_parameters"]!.AsArray(), item => (string?)item!["field"] == field);
        Assert.Contains(reason, parameter!.ToJsonString().Replace("\\u0026", "&", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("kpat_this-is-not-a-token-of-anybody-0000000000000000000")]
    public async Task AnyCall_WithoutAGoodToken_Is401(string? token)
    {
        using var client = new HttpClient { BaseAddress = quickstart.Api.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        using var response = await client.GetAsync(quickstart.Api.Sessions);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.True(response.Headers.Contains("X-B3-TraceId"), "every answer carries its trace id");
    }

    [Fact]
    public async Task Get_UnknownSession_Is404()
    {
        var (status, _) = await quickstart.Api.SendAsync(HttpMethod.Get, $"{quickstart.Api.Sessions}/{Guid.NewGuid()}");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }
}
