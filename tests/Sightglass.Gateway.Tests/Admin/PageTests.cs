namespace Sightglass.Gateway.Tests.Admin;

public sealed class PageTests
{
    [Fact]
    public async Task List_Empty_HasDataAndNext()
    {
        await using var admin = await AdminFixture.StartAsync();

        Assert.Equal("""{"data":[],"next":null}""", (await admin.GetAsync("/services")).Text);
    }

    [Fact]
    public async Task List_InPages_GivesEachEntityOnce()
    {
        await using var admin = await AdminFixture.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await admin.CreatedAsync("/services", """{"host": "example.com", "tags": ["t"]}"""))["id"]!.GetValue<string>());
        }

        var seen = new List<string>();
        var sizes = new List<int>();
        string? next = "/services?size=2&tags=t";
        while (next is not null)
        {
            var page = await admin.GetAsync(next);
            Assert.Equal(200, page.Status);
            sizes.Add(page.Data.Count);
            seen.AddRange(page.Data.Select(e => e!["id"]!.GetValue<string>()));
            next = page.Body["next"]?.GetValue<string>();
            Assert.Equal(next is not null, page.Body.ContainsKey("offset"));
            Assert.True(next is null || next.StartsWith("/services?offset=", StringComparison.Ordinal));
        }

        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(ids.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("size=0", 9, "size must be an integer between 1 and 1000")]
    [InlineData("size=1001", 9, "size must be an integer between 1 and 1000")]
    [InlineData("size=x", 9, "size must be a number")]
    [InlineData("offset=x", 7, "'x' is not a valid offset: bad base64 encoding")]
    [InlineData("tags=", 11, "invalid option (tags: cannot be null)")]
    [InlineData("tags=a/b,c", 11, "invalid option (tags: invalid filter syntax)")]
    [InlineData("tags=a,b/c", 11, "invalid option (tags: invalid filter syntax)")]
    public async Task List_BadQuery_IsRefused(string query, int code, string message)
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.GetAsync($"/services?{query}");

        Assert.Equal((400, code, message), (reply.Status, reply.Body["code"]!.GetValue<int>(), reply.Message));
        Assert.Equal(code == 11, reply.Body.ContainsKey("options"));
    }

    [Theory]
    [InlineData("tags=a", "ab,a")]
    [InlineData("tags=a,b", "ab")]
    [InlineData("tags=a/b", "ab,a,b")]
    [InlineData("tags=none", "")]
    public async Task List_ByTags_GivesThoseAndNoOthers(string query, string names)
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "ab", "host": "h", "tags": ["a", "b"]}""");
        await admin.CreatedAsync("/services", """{"name": "a", "host": "h", "tags": ["a"]}""");
        await admin.CreatedAsync("/services", """{"name": "b", "host": "h", "tags": ["b"]}""");

        var found = (await admin.GetAsync($"/services?{query}")).Data.Select(e => e!["name"]!.GetValue<string>());

        Assert.Equal(names.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), found.Order());
    }

    [Fact]
    public async Task Consumers_ByCustomId_GivesOneOrNone()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/consumers", """{"username": "u1", "custom_id": "c1"}""");
        await admin.CreatedAsync("/consumers", """{"username": "u2", "custom_id": "c2"}""");

        Assert.Equal("u2", Assert.Single((await admin.GetAsync("/consumers?custom_id=c2")).Data)!["username"]!.GetValue<string>());
        Assert.Empty((await admin.GetAsync("/consumers?custom_id=c3")).Data);
    }

    [Fact]
    public async Task Tags_AllAndOne_ListEntities()
    {
        await using var admin = await AdminFixture.StartAsync();
        var service = await admin.CreatedAsync("/services", """{"host": "h", "tags": ["a", "b"]}""");
        var consumer = await admin.CreatedAsync("/consumers", """{"username": "u", "tags": ["b"]}""");

        var all = await admin.GetAsync("/tags");
        var one = await admin.GetAsync("/tags/b");
        var first = await admin.GetAsync("/tags?size=2");
        var rest = await admin.GetAsync(first.Body["next"]!.GetValue<string>());

        Assert.Equal(["a", "b", "b"], all.Data.Select(t => t!["tag"]!.GetValue<string>()));
        Assert.Equal(["consumers", "services"], one.Data.Select(t => t!["entity_name"]!.GetValue<string>()));
        Assert.Equal([consumer["id"]!.GetValue<string>(), service["id"]!.GetValue<string>()], one.Data.Select(t => t!["entity_id"]!.GetValue<string>()));
        Assert.Equal(all.Data.Select(t => t!.ToJsonString()), first.Data.Concat(rest.Data).Select(t => t!.ToJsonString()));
        Assert.Null(rest.Body["next"]);
        Assert.Equal(400, (await admin.GetAsync("/tags/a%2Cb")).Status);
        Assert.Equal(400, (await admin.GetAsync("/tags?size=0")).Status);
        Assert.Equal(400, (await admin.GetAsync("/tags?offset=!")).Status);
    }
}
