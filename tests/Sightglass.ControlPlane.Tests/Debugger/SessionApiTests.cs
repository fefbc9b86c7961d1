using System.Net;
using System.Text.Json.Nodes;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Tests.Api;
using Sightglass.ControlPlane.Tests.Fakes;

namespace Sightglass.ControlPlane.Tests.Debugger;

[Collection(ApiCollection.Name)]
public sealed class SessionApiTests(ApiFixture fixture)
{
    private readonly TestControlPlane _plane = fixture.Plane;

    [Fact]
    public async Task Create_OnlyAName_HasTheDefaultsAndALocation()
    {
        await using var plane = await TestControlPlane.StartAsync();
        using var content = new StringContent("""{"name":"n"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await plane.Client.PostAsync(plane.Sessions, content);
        var session = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"{plane.Sessions}/{(string)session["id"]!}", response.Headers.Location!.OriginalString);
        Assert.Equal(("n", 300, 200, 7), ((string)session["name"]!, (int)session["duration_seconds"]!, (int)session["max_traces"]!, (int)session["retention_days"]!));
        Assert.Equal("pending", (string)session["state"]!);
        Assert.Equal("admin", (string)session["created_by"]!);
        Assert.Null(session["end_reason"]);
        Assert.Null(session["started_at"]);
        Assert.Equal(1, (double)session["sampling"]!["rate"]!);
        Assert.Empty(session["sampling"]!["route_ids"]!.AsArray());
        Assert.False((bool)session["capture"]!["logs"]!["enabled"]!);
        Assert.Equal(65_536, (int)session["capture"]!["payload"]!["max_body_bytes"]!);
        Assert.Empty(session["data_plane_nodes"]!.AsArray());
        Assert.Equal(
            DateTimeOffset.Parse((string)session["created_at"]!, null).AddDays(7),
            DateTimeOffset.Parse((string)session["expires_at"]!, null));
    }

    [Theory]
    [InlineData("""{}""", "name", "required", "")]
    [InlineData("""{"name":""}""", "name", "min_length", "1")]
    [InlineData("""{"name":7}""", "name", "is_string", "")]
    [InlineData("""{"name":"x","duration_seconds":9}""", "duration_seconds", "min", "10")]
    [InlineData("""{"name":"x","duration_seconds":1801}""", "duration_seconds", "max", "1800")]
    [InlineData("""{"name":"x","duration_seconds":"10"}""", "duration_seconds", "is_integer", "")]
    [InlineData("""{"name":"x","max_traces":0}""", "max_traces", "min", "1")]
    [InlineData("""{"name":"x","max_traces":1001}""", "max_traces", "max", "1000")]
    [InlineData("""{"name":"x","retention_days":16}""", "retention_days", "max", "15")]
    [InlineData("""{"name":"x","sampling":{"rate":0}}""", "sampling.rate", "min", "above 0")]
    [InlineData("""{"name":"x","sampling":{"rate":1.5}}""", "sampling.rate", "max", "at most 1")]
    [InlineData("""{"name":"x","sampling":{"route_ids":["nope"]}}""", "sampling.route_ids[0]", "is_uuid", "UUID")]
    [InlineData("""{"name":"x","sampling":{"route_ids":["6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11"]}}""", "sampling.route_ids[0]", "missing_reference", "no route")]
    [InlineData("""{"name":"x","sampling":{"service_ids":["6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11"]}}""", "sampling.service_ids[0]", "missing_reference", "no service")]
    [InlineData("""{"name":"x","data_plane_node_ids":["6f2c1ba0-6b0c-4b1e-9a51-2b9b3d1e0a11"]}""", "data_plane_node_ids[0]", "missing_reference", "no node")]
    [InlineData("""{"name":"x","sampling":{"expression":"http.method = GET"}}""", "sampling.expression", "invalid", "==")]
    [InlineData("""{"name":"x","sampling":{"expression":"http.respons.status_code == 503"}}""", "sampling.expression", "invalid", "http.response.status_code")]
    [InlineData("""{"name":"x","sampling":{"expression":"http.method == GET and http.path == \"/\""}}""", "sampling.expression", "invalid", "column 20")]
    [InlineData("""{"name":"x","sampling":{"exprssion":"a"}}""", "sampling.exprssion", "unknown_property", "expression")]
    [InlineData("""{"name":"x","colour":"red"}""", "colour", "unknown_property", "")]
    [InlineData("""{"name":"x","state":"completed"}""", "state", "unknown_property", "read-only")]
    [InlineData("""{"name":"x","capture":{"logs":{"enabled":true}}}""", "capture.logs.enabled", "invalid", "not available in this version")]
    [InlineData("""{"name":"x","capture":{"payload":{"headers":true}}}""", "capture.payload.headers", "invalid", "not available in this version")]
    [InlineData("""{"name":"x","capture":{"payload":{"max_body_bytes":2000000}}}""", "capture.payload.max_body_bytes", "max", "1048576")]
    [InlineData("""{"name":"x","masking_rules":{"body":[{"type":"regex","value":"("}]}}""", "masking_rules.body[0].value", "invalid", "")]
    [InlineData("""{"name":"x","labels":{"kong":"v"}}""", "labels.kong", "is_label", "reserved")]
    [InlineData("""{"name":"x","labels":{"a":"1","b":"1","c":"1","d":"1","e":"1","f":"1"}}""", "labels", "max_items", "5")]
    public async Task Create_BadField_IsNamedWithRuleAndReason(string json, string field, string rule, string reason)
    {
        var (status, problem) = await _plane.SendAsync(HttpMethod.Post, _plane.Sessions, json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var fault = problem!["invalid_parameters"]!.AsArray().Single()!;
        Assert.Equal((field, rule, "body"), ((string)fault["field"]!, (string)fault["rule"]!, (string)fault["source"]!));
        Assert.Contains(reason, (string)fault["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ManyFaults_AreAllNamed()
    {
        var (_, problem) = await _plane.SendAsync(
            HttpMethod.Post, _plane.Sessions, """{"max_traces":0,"duration_seconds":"x","colour":1,"sampling":{"expression":"&&"}}""");

        Assert.Equal(
            ["colour", "duration_seconds", "max_traces", "name", "sampling.expression"],
            problem!["invalid_parameters"]!.AsArray().Select(item => (string)item!["field"]!).Order());
    }

    [Theory]
    [InlineData(Roles.Viewer, 403)]
    [InlineData(Roles.OrganizationAdminReadOnly, 403)]
    [InlineData(Roles.DebugSessionCreator, 201)]
    [InlineData(Roles.Admin, 201)]
    [InlineData(Roles.ControlPlaneAdmin, 201)]
    public async Task Create_ByRole_IsAllowedOrForbidden(string role, int expected)
    {
        await using var plane = await TestControlPlane.StartAsync();
        using var client = await plane.ClientOfRoleAsync(role, plane.PlaneId);

        var (status, _) = await plane.SendAsync(HttpMethod.Post, plane.Sessions, """{"name":"x"}""", client);
        var (faulty, _) = await plane.SendAsync(HttpMethod.Post, plane.Sessions, """{"max_traces":0}""", client);
        var (read, _) = await plane.SendAsync(HttpMethod.Get, plane.Sessions, client: client);
        var audit = await plane.Storage.Audit.ListAsync(50, CancellationToken.None);

        Assert.Equal(expected, (int)status);
        Assert.Equal(expected == 403 ? 403 : 400, (int)faulty);
        Assert.Equal(HttpStatusCode.OK, read);
        Assert.Contains(audit, record => record.Action == "debug-session.create" && record.Granted == (expected == 201) && record.ClientIp == "127.0.0.1" && record.TraceId is not null);
    }

    [Fact]
    public async Task Create_RoleOnAnotherPlane_IsForbidden()
    {
        using var client = await _plane.ClientOfRoleAsync(Roles.DebugSessionCreator, Guid.NewGuid());

        Assert.Equal(HttpStatusCode.Forbidden, (await _plane.SendAsync(HttpMethod.Post, _plane.Sessions, """{"name":"x"}""", client)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _plane.SendAsync(HttpMethod.Get, _plane.Sessions, client: client)).Status);
    }

    [Fact]
    public async Task Create_UnknownControlPlane_Is404()
    {
        var (status, _) = await _plane.SendAsync(HttpMethod.Post, $"/v2/control-planes/{Guid.NewGuid()}/debug-sessions", """{"name":"x"}""");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/stop")]
    [InlineData("GET", "/summary")]
    [InlineData("GET", "/traces")]
    [InlineData("GET", "/traces/00000000000000000000000000000000")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/export")]
    public async Task AnyCall_UnknownSession_Is404(string method, string path)
    {
        var (status, problem) = await _plane.SendAsync(
            new HttpMethod(method), $"{_plane.Sessions}/{Guid.NewGuid()}{path}", method == "PATCH" ? "{}" : null);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(404, (int)problem!["status"]!);
    }

    [Fact]
    public async Task Create_MoreThanMayRun_Is429WithRetryAfter()
    {
        await using var plane = await TestControlPlane.StartAsync(new ManualTimeProvider(), options => options with { MaxRunningSessions = 2 });
        var first = await plane.CreateSessionAsync("""{"name":"1","duration_seconds":60}""");
        await plane.CreateSessionAsync("""{"name":"2"}""");

        using var content = new StringContent("""{"name":"3"}""", System.Text.Encoding.UTF8, "application/json");
        using var refused = await plane.Client.PostAsync(plane.Sessions, content);
        await plane.SendAsync(HttpMethod.Post, $"{plane.Sessions}/{first}/stop");
        var (now, _) = await plane.SendAsync(HttpMethod.Post, plane.Sessions, """{"name":"3"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.Created, now);
    }

    [Fact]
    public async Task List_FiltersSortsAndWalksBothWays()
    {
        var clock = new ManualTimeProvider();
        await using var plane = await TestControlPlane.StartAsync(clock, options => options with { MaxRunningSessions = 64 });
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            await plane.CreateSessionAsync($$"""{"name":"session {{name}}"}""");
            clock.Advance(TimeSpan.FromMilliseconds(7));
        }

        async Task<(string Names, JsonNode Page)> Read(string query)
        {
            var (status, body) = await plane.GetAsync($"{plane.Sessions}?{query}");
            Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
            return (string.Concat(body!["data"]!.AsArray().Select(item => ((string)item!["name"]!)[^1])), body["meta"]!["page"]!);
        }

        var first = await Read("page[size]=2");
        var second = await Read($"page[size]=2&page[after]={(string)first.Page["next"]!}");
        var third = await Read($"page[size]=2&page[after]={(string)second.Page["next"]!}");
        var back = await Read($"page[size]=2&page[before]={(string)third.Page["previous"]!}");

        Assert.Equal(("ed", "cb", "a", "cb"), (first.Names, second.Names, third.Names, back.Names));
        Assert.Null(first.Page["previous"]);
        Assert.Null(third.Page["next"]);
        Assert.NotNull(back.Page["previous"]);
        Assert.Equal(5, (int)third.Page["total"]!);
        Assert.Equal("abcde", (await Read("sort=created_at")).Names);
        Assert.Equal("c", (await Read("filter[name][contains]=SESSION C")).Names);
        Assert.Equal("", (await Read("filter[created_by][eq]=nobody")).Names);
        Assert.Equal("edcba", (await Read("filter[state][eq]=pending&filter[created_by][eq]=admin")).Names);
        Assert.Equal("", (await Read("filter[state][eq]=completed")).Names);
        Assert.Equal(HttpStatusCode.BadRequest, (await plane.GetAsync($"{plane.Sessions}?filter[state][eq]=done")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await plane.GetAsync($"{plane.Sessions}?page[after]=zzz")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await plane.GetAsync($"{plane.Sessions}?filter[sate][eq]=pending")).Status);
    }

    [Fact]
    public async Task Patch_NameLabelsRetention_ChangesThemOnly()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var id = await plane.CreateSessionAsync("""{"name":"before"}""");
        var created = DateTimeOffset.Parse((string)(await plane.SessionAsync(id))["created_at"]!, null);

        var (status, session) = await plane.SendAsync(HttpMethod.Patch, $"{plane.Sessions}/{id}", """{"name":"after","labels":{"team":"a"},"retention_days":1}""");
        var (fixedField, problem) = await plane.SendAsync(HttpMethod.Patch, $"{plane.Sessions}/{id}", """{"max_traces":5}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("after", "a", 1), ((string)session!["name"]!, (string)session["labels"]!["team"]!, (int)session["retention_days"]!));
        Assert.Equal(created.AddDays(1), DateTimeOffset.Parse((string)session["expires_at"]!, null));
        Assert.Equal(HttpStatusCode.BadRequest, fixedField);
        Assert.Equal("max_traces", (string)problem!["invalid_parameters"]![0]!["field"]!);
    }

    [Fact]
    public async Task Delete_Running_NeedsForce()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");

        Assert.Equal(HttpStatusCode.Conflict, (await plane.SendAsync(HttpMethod.Delete, $"{plane.Sessions}/{id}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await plane.SendAsync(HttpMethod.Delete, $"{plane.Sessions}/{id}?force=true")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await plane.GetAsync($"{plane.Sessions}/{id}")).Status);
    }

    [Fact]
    public async Task Stop_Twice_IsTheSameAsOnce()
    {
        await using var plane = await TestControlPlane.StartAsync();
        var id = await plane.CreateSessionAsync("""{"name":"x"}""");

        var (first, _) = await plane.SendAsync(HttpMethod.Post, $"{plane.Sessions}/{id}/stop");
        var (second, session) = await plane.SendAsync(HttpMethod.Post, $"{plane.Sessions}/{id}/stop");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first, second));
        Assert.Equal(("cancelled", "stopped"), ((string)session!["state"]!, (string)session["end_reason"]!));
    }
}
