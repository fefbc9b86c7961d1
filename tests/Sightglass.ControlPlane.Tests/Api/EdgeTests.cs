using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class EdgeTests(ApiFixture fixture)
{
    private readonly TestControlPlane _plane = fixture.Plane;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("kpat_")]
    [InlineData("kpat_0000000000000000000000000000000000000000000000000")]
    [InlineData("not-a-token")]
    public async Task AnyCall_WithoutGoodToken_Is401WithMessageAndIds(string? token)
    {
        using var client = new HttpClient { BaseAddress = _plane.Addresses.Api };
        if (token is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var path in new[] { "/v2/control-planes", "/v2/nothing-here", _plane.Sessions, "/v3/users/me" })
        {
            using var response = await client.GetAsync(path);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("Unauthorized", (string)body["message"]!);
            Assert.Equal(401, (int)body["status"]!);
            Assert.Single(response.Headers.GetValues("X-B3-TraceId"));
        }
    }

    [Fact]
    public async Task AnyCall_SchemeOtherThanBearer_Is401()
    {
        using var client = new HttpClient { BaseAddress = _plane.Addresses.Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_plane.FirstLogin.UserName}:{_plane.FirstLogin.Password}")));

        using var response = await client.GetAsync("/v2/control-planes");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/v2/control-planes", 200)]
    [InlineData("/v2/nothing-here", 404)]
    [InlineData("/v2/control-planes?color=red", 400)]
    public async Task Response_Always_HasFourIdsThatAgree(string path, int status)
    {
        using var response = await _plane.Client.GetAsync(path);
        var trace = response.Headers.GetValues("X-B3-TraceId").Single();
        var span = response.Headers.GetValues("X-B3-SpanId").Single();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Matches("^[0-9a-f]{8}0{8}[0-9a-f]{16}$", trace);
        Assert.Matches("^[0-9a-f]{16}$", span);
        Assert.Equal(Convert.ToUInt64(trace[16..], 16).ToString(), response.Headers.GetValues("X-Datadog-Trace-Id").Single());
        Assert.Equal(Convert.ToUInt64(span, 16).ToString(), response.Headers.GetValues("X-Datadog-Parent-Id").Single());
        if (status >= 400)
        {
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal(status, (int)problem["status"]!);
            Assert.Equal($"kong:trace:{Convert.ToUInt64(trace[16..], 16)}", (string)problem["instance"]!);
        }
    }

    [Fact]
    public async Task Call_MethodThatIsNotThere_Is405WithAProblem()
    {
        using var response = await _plane.Client.PutAsync("/v2/control-planes", null);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("POST", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "text/plain", 415)]
    [InlineData("{", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("""{"name":"a1","name":"b1"}""", "application/json", 400)]
    public async Task Post_BadBody_IsAProblem(string body, string type, int status)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);

        using var response = await _plane.Client.PostAsync("/v2/control-planes", content);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_Is413()
    {
        using var content = new StringContent($$"""{"name":"{{new string('x', 2 * 1024 * 1024)}}"}""", Encoding.UTF8, "application/json");

        using var response = await _plane.Client.PostAsync("/v2/control-planes", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Tokens_CreatedListedRevoked_WorkUntilRevoked()
    {
        var (_, me) = await _plane.GetAsync("/v3/users/me");
        var path = $"/v3/users/{(string)me!["id"]!}/access-tokens";
        Assert.Equal("Organization Admin", (string)me["assigned_roles"]![0]!["role_name"]!);

        var (status, created) = await _plane.SendAsync(HttpMethod.Post, path, """{"name":"ci","ttl_seconds":86400}""");
        var secret = (string)created!["konnect_token"]!;
        using var client = _plane.ClientWith(secret);
        var (worked, _) = await _plane.SendAsync(HttpMethod.Get, "/v3/users/me", client: client);
        var (_, list) = await _plane.GetAsync(path);
        var (revoked, _) = await _plane.SendAsync(HttpMethod.Patch, $"{path}/{(string)created["id"]!}/revoke");
        var (after, _) = await _plane.SendAsync(HttpMethod.Get, "/v3/users/me", client: client);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Matches("^kpat_[0-9A-Za-z]{49}$", secret);
        Assert.Equal(HttpStatusCode.OK, worked);
        Assert.DoesNotContain(secret, list!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(list["data"]!.AsArray(), item => (string)item!["name"]! == "ci" && (string)item["state"]! == "ACTIVE");
        Assert.Equal(HttpStatusCode.NoContent, revoked);
        Assert.Equal(HttpStatusCode.Unauthorized, after);
    }

    [Theory]
    [InlineData("""{"ttl_seconds":86400}""", "name")]
    [InlineData("""{"name":"x","ttl_seconds":60}""", "ttl_seconds")]
    [InlineData("""{"name":"x","scope":"all"}""", "scope")]
    public async Task Tokens_BadField_IsNamed(string json, string field)
    {
        var (_, me) = await _plane.GetAsync("/v3/users/me");

        var (status, problem) = await _plane.SendAsync(HttpMethod.Post, $"/v3/users/{(string)me!["id"]!}/access-tokens", json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(field, (string)problem!["invalid_parameters"]!.AsArray().Single()!["field"]!);
    }

    [Fact]
    public async Task Tokens_OfAnotherUser_AreForbidden()
    {
        var (status, _) = await _plane.GetAsync($"/v3/users/{Guid.NewGuid()}/access-tokens");

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }
}
